/** A camera that is plugged into or built into this PC, and how FFmpeg is told to read it. Plain data. */

/** FFmpeg's three ways to a camera of this PC: Linux, Windows, macOS. */
export type DeviceInput =
  | { readonly kind: 'v4l2'; readonly path: string }
  /** The name DirectShow knows the camera by; "alternative names" are unique and survive two cameras of one make. */
  | { readonly kind: 'dshow'; readonly name: string }
  /** Indexes change with every plug; they are good for the start that follows the listing. */
  | { readonly kind: 'avfoundation'; readonly index: number };

export interface LocalDevice {
  /** What is stored and compared: stays the same while the camera stays in its plug. */
  readonly device: string;
  /** As the system names it. */
  readonly name: string;
  readonly input: DeviceInput;
}

/** A picture format the camera offers. `format` is absent where the system chooses. */
export interface DeviceMode {
  readonly format?: { readonly kind: 'compressed' | 'raw'; readonly name: string };
  readonly width: number;
  readonly height: number;
  /** Frames per second it can do at this size, where it says so. */
  readonly fps?: { readonly min: number; readonly max: number };
}

/** What the encoder is to ask of the camera; undefined: whatever it gives by itself. */
export interface ChosenMode {
  readonly format?: DeviceMode['format'];
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}
