/** What the window says about a camera of this PC. */
import { expect, it } from 'vitest';
import { encoderNames, type Camera } from '../../../shared/model/camera.ts';
import { nameError, nameOfDevice } from '../../../src-renderer/features/cameras/camera-form.ts';
import { encoderWords } from '../../../src-renderer/lib/codec-words.ts';
import { cameraWords } from '../../../src-renderer/state/camera-words.ts';
import { fakeCamera, fakeStatus } from '../../support/fake-recorder.ts';

const headingOf = (source: Camera['source'], reason: 'camera-lost' | 'disk-full') => {
  const why = { reason, sentence: 'Why.', since: 0 };
  return cameraWords({ ...fakeCamera, source }, { ...fakeStatus, state: 'reconnecting', reason: why })
    .heading;
};

it.each(encoderNames)('REC-11 names %s as something a shop owner knows', (name) => {
  expect(encoderWords(name)).toMatch(/^the .*(chip|card|processor)$/);
  expect(encoderWords(name)).not.toContain('264');
});

it('REC-11 has headings of its own, where a network has nothing to do with it', () => {
  const usb = { kind: 'usb', device: '/dev/video0' } as const;
  expect(headingOf(usb, 'camera-lost')).toBe('Camera is unplugged or in use');
  expect(headingOf({ kind: 'demo' }, 'camera-lost')).toBe('Connection broke');
  expect(headingOf(usb, 'disk-full')).toBe('Disk is full');
});

it('CAM-2 begins with the name the system has for it, however long that is', () => {
  expect(nameOfDevice(' HD Webcam ')).toBe('HD Webcam');
  expect(nameError(nameOfDevice(`${'a'.repeat(59)} ${'b'.repeat(60)}`))).toBeUndefined();
});
