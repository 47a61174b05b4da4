/** Buttons. A button says what it does; an icon alone always carries an accessible name and a tooltip. */
import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../lib/classes.ts';
import { Tip } from './tip.tsx';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'> {
  readonly look?: Look;
  readonly small?: boolean;
}

export function Button({ look = 'plain', small = false, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={classes('button', look, small && 'small')} {...rest} />;
}

export interface IconButtonProps extends Omit<ButtonProps, 'aria-label'> {
  /** What it does; shown as tooltip and read out. */
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}

export function IconButton({
  label,
  hint,
  look = 'quiet',
  type = 'button',
  small,
  ...rest
}: IconButtonProps) {
  return (
    <Tip text={hint ? `${label} (${hint})` : label}>
      <button
        type={type}
        aria-label={label}
        className={classes('button icon', look, small && 'small')}
        {...rest}
      />
    </Tip>
  );
}
