/** What moves in the scenes: a person who walks and a car that drives, built from a few soft shapes. */
import { type Picture, rgb, yuvOf } from './picture.ts';
import { box, capsule, ellipse, polygon } from './shapes.ts';

/** Where somebody is on the way: position, 1 to the right or -1 to the left, and the swing of the legs -1…1. */
export interface Walk {
  readonly x: number;
  readonly direction: number;
  readonly stride: number;
}

export interface Person {
  readonly coat: string;
  readonly trousers: string;
  /** The line the feet stand on, and the person's height, in pixels. */
  readonly feet: number;
  readonly height: number;
}

const ink = (hex: string) => yuvOf(rgb(hex));

export function walker(picture: Picture, { x, direction, stride }: Walk, person: Person): void {
  const { feet, height } = person;
  const unit = height / 100;
  const bob = Math.abs(stride) * unit * 1.4;
  const up = (share: number): number => feet - share * unit + bob;
  const swing = stride * 13 * unit;
  const trousers = ink(person.trousers);
  const coat = ink(person.coat);
  picture.paint(ellipse(x, feet + 2, 26 * unit, 5 * unit), ink('#000000'), { opacity: 0.45, softness: 16 });
  picture.paint(capsule([x, up(48)], [x - swing, feet - 4 * unit], 6 * unit), trousers);
  picture.paint(capsule([x, up(48)], [x + swing, feet - 4 * unit], 6 * unit), trousers);
  picture.paint(capsule([x - direction * unit, up(74)], [x - swing * 0.8, up(46)], 3.6 * unit), coat, {
    opacity: 0.8,
  });
  picture.paint(box(x - 11 * unit, up(82), 22 * unit, 40 * unit, 9 * unit), coat);
  picture.paint(
    capsule([x + direction * unit, up(74)], [x + swing * 0.8, up(46)], 3.8 * unit),
    ink('#ffffff'),
    { opacity: 0.08 },
  );
  picture.paint(ellipse(x + direction * 1.5 * unit, up(91), 7 * unit, 8.4 * unit), ink('#b08f7c'));
  picture.paint(ellipse(x - direction * unit, up(94.5), 7.4 * unit, 5.6 * unit), ink('#2a2220'));
}

/** `size` is the scale; its sign is the direction the car looks in. `x` is its middle, `ground` where the wheels stand. */
export function car(picture: Picture, x: number, ground: number, size: number, paint: string): void {
  const at = (dx: number, dy: number) => [x + dx * size, ground - dy * Math.abs(size)] as const;
  const body = ink(paint);
  const scale = Math.abs(size);
  picture.paint(ellipse(x, ground, 128 * scale, 10 * scale), ink('#000000'), { opacity: 0.5, softness: 18 });
  picture.paint(polygon(at(-74, 52), at(-48, 88), at(34, 88), at(74, 52)), body);
  picture.paint(polygon(at(-62, 54), at(-42, 82), at(-6, 82), at(-6, 54)), ink('#131a1c'));
  picture.paint(polygon(at(2, 54), at(2, 82), at(30, 82), at(60, 54)), ink('#131a1c'));
  picture.paint(box(x - 118 * scale, ground - 56 * scale, 236 * scale, 42 * scale, 14 * scale), body);
  for (const wheel of [-70, 70]) {
    picture.paint(ellipse(x + wheel * scale, ground - 16 * scale, 20 * scale, 20 * scale), ink('#0a0c0c'));
    picture.paint(ellipse(x + wheel * scale, ground - 16 * scale, 9 * scale, 9 * scale), ink('#59625f'));
  }
  const [lightX, lightY] = at(112, 42);
  picture.paint(ellipse(lightX, lightY, 6 * scale, 5 * scale), ink('#fff3c4'));
  const [backX, backY] = at(-114, 42);
  picture.paint(ellipse(backX, backY, 4 * scale, 6 * scale), ink('#b5443c'));
}
