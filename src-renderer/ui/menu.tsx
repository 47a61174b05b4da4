/** Drop-down menu behind a "more" button. Not modal: what stands around it stays there for screen readers. */
import { useRef, type ReactNode } from 'react';
import { DropdownMenu } from 'radix-ui';
import { Ellipsis } from 'lucide-react';

export interface MenuItem {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly onChoose: () => void;
  /** Draws a line above: what follows is of another kind (usually: destructive). */
  readonly apart?: boolean;
}

export function MoreMenu({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) {
  const chosen = useRef<MenuItem>(undefined);
  const button = useRef<HTMLButtonElement>(null);
  // The button has the focus again before anything is done, so that a dialog can give it back to the button.
  const doChosen = (): void => {
    const item = chosen.current;
    chosen.current = undefined;
    if (!item) return;
    button.current?.focus();
    item.onChoose();
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button ref={button} type="button" className="button icon quiet" aria-label={label}>
          <Ellipsis size={17} aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="menu"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={doChosen}
        >
          {items.map((item) => (
            <MenuEntry key={item.label} item={item} onSelect={() => (chosen.current = item)} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuEntry({ item, onSelect }: { readonly item: MenuItem; readonly onSelect: () => void }) {
  return (
    <>
      {item.apart && <DropdownMenu.Separator className="menu-line" />}
      <DropdownMenu.Item className="menu-item" onSelect={onSelect}>
        {item.icon}
        {item.label}
      </DropdownMenu.Item>
    </>
  );
}
