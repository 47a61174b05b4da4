"""A camera out of GStreamer's RTSP server, the second implementation the relay is tested against.

usage: gstreamer_camera.py CODEC AUDIO USER PASSWORD   (h264|h265|jpeg, aac|pcmu|pcma|none; empty user: no sign-in)
Prints the port it listens on, serves rtsp://127.0.0.1:PORT/cam until its standard input is closed.
"""

import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

codec, audio, user, password = sys.argv[1:5]
Gst.init(None)

video = {
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph264pay name=pay0 pt=96",
    "h265": "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph265pay name=pay0 pt=96",
    "jpeg": "jpegenc ! rtpjpegpay name=pay0 pt=26",
}[codec]
sound = {
    "aac": "audiotestsrc is-live=true wave=white-noise ! audio/x-raw,rate=16000,channels=1 ! voaacenc ! rtpmp4gpay name=pay1 pt=97",
    "pcmu": "audiotestsrc is-live=true wave=white-noise ! audio/x-raw,rate=8000,channels=1 ! mulawenc ! rtppcmupay name=pay1 pt=0",
    "pcma": "audiotestsrc is-live=true wave=white-noise ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay1 pt=8",
    "none": "",
}[audio]

server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(
    "( videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=640,height=360,framerate=15/1 ! " + video + " " + sound + " )"
)
factory.set_shared(True)
# Only over TCP: what the relay speaks.
factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)

if user:
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)

server.get_mount_points().add_factory("/cam", factory)
server.attach(None)
loop = GLib.MainLoop()


def until_input_closes():
    sys.stdin.read()
    loop.quit()


threading.Thread(target=until_input_closes, daemon=True).start()
print(server.get_bound_port(), flush=True)
loop.run()
