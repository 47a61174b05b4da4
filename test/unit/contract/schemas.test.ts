import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { callSchemas, eventSchemas } from '../../../shared/contract/schemas.ts';
import { fakeCamera, fakeStatus, fakeStorage } from '../../support/fake-recorder.ts';

const parse = (call: keyof typeof callSchemas, params: unknown) => callSchemas[call].params.safeParse(params);

describe('the schemas of the contract', () => {
  it('API-1 describe every call and event in a form that the reference can be made from', () => {
    for (const { params, result } of Object.values(callSchemas)) {
      expect(z.toJSONSchema(params, { io: 'input' })).toBeTypeOf('object');
      expect(z.toJSONSchema(result, { io: 'input' })).toBeTypeOf('object');
    }
    for (const payload of Object.values(eventSchemas)) expect(z.toJSONSchema(payload)).toBeTypeOf('object');
  });

  it('API-4 take the status of a camera as the recorder gives it, with state, session, file and elapsed time', () => {
    expect(eventSchemas['camera.status'].parse(fakeStatus)).toEqual(fakeStatus);
    expect(eventSchemas['storage.changed'].parse(fakeStorage)).toEqual(fakeStorage);
  });

  it('CAM-4 move user name and password out of a pasted address into their fields', () => {
    const result = parse('cameras.add', {
      name: 'Till',
      source: { kind: 'rtsp', url: 'rtsp://operator:s%2Fcret@CAMERA.local/a?b=c' },
    });
    expect(result.data).toEqual({
      name: 'Till',
      source: { kind: 'rtsp', url: 'rtsp://camera.local/a?b=c', username: 'operator', password: 's/cret' },
    });
  });

  it('CAM-4 let the fields win over what stands in the address', () => {
    const source = { kind: 'rtsp', url: 'rtsp://a:b@host/', username: 'c', password: 'd' };
    expect(parse('cameras.test', { source }).data).toMatchObject({
      source: { url: 'rtsp://host/', username: 'c', password: 'd' },
    });
  });

  it('CAM-4 have no place for a password in any answer', () => {
    const answered = callSchemas['cameras.get'].result.parse({
      ...fakeCamera,
      source: { ...fakeCamera.source, password: 'secret' },
    });
    expect(JSON.stringify(answered)).not.toContain('secret');
    for (const [call, { result }] of Object.entries(callSchemas)) {
      const text = JSON.stringify(z.toJSONSchema(result, { io: 'input' }));
      expect(text, call).not.toMatch(/"password":/);
    }
  });

  it('API-2 refuse a range that ends before it begins, and name the field', () => {
    const result = parse('coverage.get', { cameraId: 'a', from: 2, to: 1 });
    expect(result.error?.issues[0]?.path).toEqual(['to']);
  });

  it('API-2 refuse a misspelt setting instead of dropping it', () => {
    expect(parse('settings.update', { recording: { rotationMinute: 5 } }).success).toBe(false);
    expect(parse('settings.update', { recordings: {} }).success).toBe(false);
    expect(parse('settings.update', { recording: { rotationMinutes: 5 } }).success).toBe(true);
    expect(parse('settings.update', {}).success).toBe(true);
  });

  it.each([0, 1441, 1.5, '10', null])('REC-2 refuse a rotation of %j minutes', (rotationMinutes) => {
    expect(parse('settings.update', { recording: { rotationMinutes } }).success).toBe(false);
  });
});
