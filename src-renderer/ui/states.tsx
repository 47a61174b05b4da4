/** Empty, loading and error states, the same on every screen. Skeletons appear after 300 ms, so that fast answers do not flicker. */
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

const SKELETON_AFTER_MS = 300;

export function useLate(ms = SKELETON_AFTER_MS): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Grey bars in the place of rows that are on their way. */
export function SkeletonRows({ rows, height = 48 }: { readonly rows: number; readonly height?: number }) {
  const late = useLate();
  return (
    <div className="stack" role="status" aria-label="Loading">
      {late &&
        Array.from({ length: rows }, (_, index) => (
          <div key={index} className="skeleton" style={{ height }} />
        ))}
    </div>
  );
}

export interface CenterStateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

export function EmptyState({ title, children, actions }: CenterStateProps) {
  return (
    <div className="center-state">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}

export interface ErrorStateProps {
  readonly title: string;
  readonly failure: { readonly message: string; readonly code?: number };
  readonly onRetry?: () => void;
}

export function ErrorState({ title, failure, onRetry }: ErrorStateProps) {
  return (
    <div className="center-state" role="alert">
      <h2>{title}</h2>
      <p>
        {failure.message} <CodeNumber code={failure.code} />
      </p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}

/** The number for support, small behind its sentence. */
export function CodeNumber({ code }: { readonly code: number | undefined }) {
  return code === undefined ? null : <span className="xs num">({code})</span>;
}
