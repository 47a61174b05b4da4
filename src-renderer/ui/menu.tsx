/** Drop-down menu behind a "more" button. Not modal: what stands around it stays there for screen readers. */
import type { ReactNode } from 'react';
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
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <button type="button" className="button icon quiet" aria-label={label}>
          <Ellipsis size={17} aria-hidden="true" />
        </button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {items.map((item) => (
            <MenuEntry key={item.label} item={item} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuEntry({ item }: { readonly item: MenuItem }) {
  return (
    <>
      {item.apart && <DropdownMenu.Separator className="menu-line" />}
      <DropdownMenu.Item className="menu-item" onSelect={item.onChoose}>
        {item.icon}
        {item.label}
      </DropdownMenu.Item>
    </>
  );
}
