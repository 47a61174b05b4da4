/**
 * Shapes as signed distances in pixels (negative inside) with a box around them. Pure geometry, no colours.
 * The distance functions run for every pixel of every frame: no arrays are made in them.
 */

export interface Shape {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  distance(x: number, y: number): number;
}

export type Point = readonly [number, number];

/** A rectangle with round corners. */
export function box(left: number, top: number, width: number, height: number, radius = 0): Shape {
  const [middleX, middleY] = [left + width / 2, top + height / 2];
  return {
    left,
    top,
    right: left + width,
    bottom: top + height,
    distance: (x, y) => {
      const dx = Math.abs(x - middleX) - width / 2 + radius;
      const dy = Math.abs(y - middleY) - height / 2 + radius;
      return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
    },
  };
}

/** An ellipse; its distance is right at the edge and near enough elsewhere. */
export function ellipse(x0: number, y0: number, radiusX: number, radiusY: number): Shape {
  return {
    left: x0 - radiusX,
    top: y0 - radiusY,
    right: x0 + radiusX,
    bottom: y0 + radiusY,
    distance: (x, y) => {
      const dx = (x - x0) / radiusX;
      const dy = (y - y0) / radiusY;
      const reach = length(dx, dy);
      // First-order distance: how far over the edge, divided by how fast that changes here.
      return (reach * (reach - 1)) / (length(dx / radiusX, dy / radiusY) || 1);
    },
  };
}

/** A line with round ends: limbs, lamp posts, segments of digits. */
export function capsule([ax, ay]: Point, [bx, by]: Point, radius: number): Shape {
  const [dx, dy] = [bx - ax, by - ay];
  const squared = dx * dx + dy * dy || 1;
  return {
    left: Math.min(ax, bx) - radius,
    top: Math.min(ay, by) - radius,
    right: Math.max(ax, bx) + radius,
    bottom: Math.max(ay, by) + radius,
    distance: (x, y) => {
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / squared));
      return length(x - ax - along * dx, y - ay - along * dy) - radius;
    },
  };
}

/** A polygon of any form (inside by the even-odd rule). */
export function polygon(...points: readonly Point[]): Shape {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const edges = points.map(([ax, ay], index) => {
    const [bx, by] = points[(index + 1) % points.length] ?? [ax, ay];
    return { ax, ay, bx, by };
  });
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
    distance: (x, y) => {
      let nearest = Infinity;
      let inside = false;
      for (const { ax, ay, bx, by } of edges) {
        const dx = bx - ax;
        const dy = by - ay;
        const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
        const nx = x - ax - along * dx;
        const ny = y - ay - along * dy;
        nearest = Math.min(nearest, nx * nx + ny * ny);
        if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * dx) inside = !inside;
      }
      return inside ? -Math.sqrt(nearest) : Math.sqrt(nearest);
    },
  };
}

/** Math.hypot guards against overflow and is several times slower. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}
