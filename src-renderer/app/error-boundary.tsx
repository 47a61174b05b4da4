/** A screen that fails says so and can be tried again; the others, and recording, go on. */
import { Component, type ReactNode } from 'react';

interface Props {
  readonly where: string;
  readonly children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="center-state" role="alert">
        <h2>This {this.props.where} has stopped working</h2>
        <p>Recording is not affected. Showing it again usually helps.</p>
        <button type="button" className="button" onClick={() => this.setState({ failed: false })}>
          Show it again
        </button>
      </div>
    );
  }
}
