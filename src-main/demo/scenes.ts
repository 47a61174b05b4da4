/**
 * The four calm places a simulated camera looks at: front door, till, car park, back door. Each is a still background and
 * something that moves over it and is back where it began when the clip ends.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { walker, car, type Walk } from './actors.ts';
import { Picture, rgb, yuvOf } from './picture.ts';
import { box, capsule, ellipse, polygon, type Shape } from './shapes.ts';

export interface Scene {
  /** Paints what never moves; called once per clip. Yields between the large areas, so that the loop can breathe. */
  background(picture: Picture): Iterable<void>;
  /** Paints what moves, at `progress` 0…1 of the clip. */
  foreground(picture: Picture, progress: number): void;
}

const ink = (hex: string) => yuvOf(rgb(hex));

export const scenes: readonly Scene[] = [
  {
    *background(picture) {
      picture.fillGradient(rgb('#33404f'), rgb('#161d26'));
      yield;
      picture.paint(polygon([0, 500], [1280, 500], [1280, 720], [0, 720]), ink('#3d4a58'));
      yield;
      tiles(picture, 500);
      yield;
      // The shop window with the street behind it, and the door that stands ajar.
      picture.paint(box(90, 150, 430, 290, 6), ink('#10151b'));
      picture.paint(box(102, 162, 200, 266, 3), ink('#5d7288'));
      picture.paint(box(310, 162, 198, 266, 3), ink('#566a80'));
      picture.paint(polygon([150, 428], [230, 162], [262, 162], [182, 428]), ink('#8aa0b5'), {
        opacity: 0.25,
      });
      picture.paint(box(720, 132, 236, 372, 6), ink('#10151b'));
      picture.paint(box(736, 148, 204, 356, 2), ink('#7189a0'));
      picture.paint(box(832, 148, 12, 356), ink('#10151b'));
      picture.paint(box(818, 300, 6, 70, 3), ink('#c9d4de'));
      picture.paint(box(852, 300, 6, 70, 3), ink('#c9d4de'));
      picture.paint(polygon([736, 504], [940, 504], [1050, 690], [650, 690]), ink('#9db4c9'), {
        opacity: 0.16,
        softness: 30,
      });
      yield;
      plant(picture, 1090, 500, '#3f5a4d');
      plant(picture, 612, 498, '#38513f');
    },
    foreground: (picture, progress) =>
      walker(picture, pace(progress, 150, 1120), {
        coat: '#7c4f46',
        trousers: '#262c35',
        feet: 640,
        height: 300,
      }),
  },
  {
    *background(picture) {
      picture.fillGradient(rgb('#43392c'), rgb('#1b160f'));
      yield;
      picture.paint(polygon([0, 560], [1280, 560], [1280, 720], [0, 720]), ink('#2a2218'));
      const goods = ['#8a6a3f', '#5f7a63', '#94513f', '#4d6b80', '#a58b56', '#6f5a78'];
      for (let row = 0; row < 4; row++) {
        const y = 190 + row * 92;
        yield;
        picture.paint(box(470, y + 62, 740, 12, 2), ink('#6b5a3c'));
        picture.paint(box(470, y + 74, 740, 12), ink('#120e09'), { opacity: 0.6, softness: 8 });
        for (let x = 484, item = row * 3; x < 1180; item++) {
          const width = 26 + ((item * 37) % 34);
          const height = 30 + ((item * 53) % 28);
          const color = goods[(item * 5 + row) % goods.length] ?? '#8a6a3f';
          picture.paint(box(x, y + 62 - height, width, height, 3), ink(color), { opacity: 0.85 });
          x += width + 6 + ((item * 29) % 14);
        }
      }
      picture.paint(box(60, 400, 330, 250, 8), ink('#57462e'));
      picture.paint(box(44, 384, 362, 26, 6), ink('#7d6845'));
      picture.paint(box(150, 300, 120, 78, 6), ink('#15130f'));
      picture.paint(box(158, 308, 104, 60, 3), ink('#4f7f8a'), { opacity: 0.9 });
      picture.paint(box(204, 376, 12, 12), ink('#15130f'));
    },
    foreground: (picture, progress) =>
      walker(picture, pace(progress, 470, 1150), {
        coat: '#4c6a72',
        trousers: '#1d1a17',
        feet: 668,
        height: 330,
      }),
  },
  {
    *background(picture) {
      picture.fillGradient(rgb('#1d2a2b'), rgb('#25312e'));
      yield;
      picture.paint(polygon([0, 380], [1280, 340], [1280, 720], [0, 720]), ink('#2d3937'));
      yield;
      picture.paint(polygon([0, 250], [420, 230], [420, 368], [0, 384]), ink('#18211f'));
      picture.paint(polygon([420, 230], [700, 250], [700, 360], [420, 368]), ink('#141b1a'));
      for (const [x, y] of [
        [60, 276],
        [150, 272],
        [240, 268],
        [330, 264],
      ] as const)
        picture.paint(box(x, y, 44, 50, 2), ink(x === 150 ? '#c9a35f' : '#2b3836'), { opacity: 0.9 });
      for (let bay = 0; bay < 7; bay++) {
        const x = 120 + bay * 170;
        picture.paint(capsule([x, 420], [x - 70, 520], 2.5), ink('#8fa39c'), { opacity: 0.5 });
      }
      yield;
      lamp(picture, 930);
      yield;
      car(picture, 260, 470, 1, '#42605a');
      car(picture, 600, 462, 1, '#5b5248');
    },
    foreground: (picture, progress) => {
      const drive = pace(progress, -260, 1540);
      car(picture, drive.x, 640, drive.direction * 1.25, '#7a4a44');
    },
  },
  {
    *background(picture) {
      picture.fillGradient(rgb('#3d3847'), rgb('#1a1720'));
      yield;
      picture.paint(
        polygon([0, 720], [0, 640], [360, 510], [920, 510], [1280, 640], [1280, 720]),
        ink('#332f3b'),
      );
      yield;
      picture.paint(polygon([0, 36], [360, 150], [360, 510], [0, 640]), ink('#2b2733'));
      yield;
      picture.paint(polygon([1280, 36], [920, 150], [920, 510], [1280, 640]), ink('#262230'));
      yield;
      picture.paint(box(520, 196, 240, 316, 4), ink('#14111a'));
      picture.paint(box(534, 210, 212, 302, 2), ink('#5d5670'));
      picture.paint(box(560, 236, 160, 96, 2), ink('#6e6784'));
      picture.paint(ellipse(728, 372, 7, 7), ink('#d8d2e4'));
      picture.paint(box(590, 160, 100, 22, 4), ink('#3f8f63'));
      picture.paint(box(604, 167, 72, 8, 3), ink('#c7f0d6'));
      for (const [x, y, size] of [
        [1010, 470, 96],
        [1084, 500, 120],
        [1020, 396, 74],
      ] as const) {
        picture.paint(box(x, y, size, size * 0.8, 3), ink('#6b5a48'));
        picture.paint(box(x + size * 0.42, y, size * 0.14, size * 0.8), ink('#8d785f'), { opacity: 0.8 });
      }
    },
    foreground: (picture, progress) =>
      walker(picture, pace(progress, 190, 1000), {
        coat: '#56708f',
        trousers: '#1b1a22',
        feet: 668,
        height: 320,
      }),
  },
];

/** Background, light, vignette and a little grain of a scene; the picture that every frame begins with. */
export async function paintBackground(scene: Scene, width: number, height: number): Promise<Picture> {
  const picture = new Picture(width, height);
  for (const _ of scene.background(picture)) await nextTurn();
  let seed = 1;
  picture.lighten((x, y) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const dx = x / width - 0.52;
    const dy = y / height - 0.38;
    // Light from above the middle, darker corners; the grain hides the steps of slow gradients.
    return 16 - 62 * (dx * dx + dy * dy) + ((seed >>> 24) / 255 - 0.5) * 3;
  });
  return picture;
}

/** There and back again: one walk over the picture and the way home, standing a moment at both ends. */
function pace(progress: number, from: number, to: number): Walk {
  const there = progress < 0.5;
  const part = there ? progress * 2 : (progress - 0.5) * 2;
  const moving = Math.min(1, Math.max(0, (part - 0.08) / 0.84));
  const eased = moving * moving * (3 - 2 * moving);
  return {
    x: there ? from + (to - from) * eased : to - (to - from) * eased,
    direction: there ? 1 : -1,
    stride: moving > 0 && moving < 1 ? Math.sin(moving * Math.PI * 14) : 0,
  };
}

/** The joints of a tiled floor, running towards a point above the picture's middle. */
function tiles(picture: Picture, top: number): void {
  const joint = { opacity: 0.35 };
  for (let column = -12; column <= 12; column++)
    picture.paint(capsule([640 + column * 70, top], [640 + column * 190, 720], 1.2), ink('#1f2730'), joint);
  for (const y of [top + 26, top + 66, top + 124, top + 200])
    picture.paint(box(0, y, 1280, 2.4), ink('#1f2730'), joint);
}

function plant(picture: Picture, x: number, floor: number, leaf: string): void {
  const shapes: Shape[] = [-34, -18, 0, 16, 32].map((lean, index) =>
    capsule([x, floor - 60], [x + lean * 1.3, floor - 150 - (index % 2) * 30], 11),
  );
  for (const shape of shapes) picture.paint(shape, ink(leaf), { opacity: 0.95 });
  picture.paint(
    polygon([x - 34, floor - 66], [x + 34, floor - 66], [x + 24, floor + 10], [x - 24, floor + 10]),
    ink('#1a2027'),
  );
}

function lamp(picture: Picture, x: number): void {
  picture.paint(polygon([x - 14, 150], [x + 14, 150], [x + 250, 640], [x - 250, 640]), ink('#d9cfa0'), {
    opacity: 0.14,
    softness: 60,
  });
  picture.paint(ellipse(x, 610, 260, 50), ink('#d9cfa0'), { opacity: 0.2, softness: 40 });
  picture.paint(capsule([x, 140], [x, 400], 4), ink('#0f1413'));
  picture.paint(box(x - 26, 132, 52, 14, 6), ink('#f2e7b8'));
}
