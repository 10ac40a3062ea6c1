"""A WHEP player that is not ours: GStreamer's webrtcbin, with the HTTP part around it.

Takes one JSON object on stdin: `url` of the endpoint, `token`, `points` of the picture to look at (fractions of its size), `frames`
to decode before it is done, `caps` of the video to offer. Writes one JSON object: what it decoded, and what it was answered. It
gives up after `seconds`.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstSdp", "1.0")
gi.require_version("GstWebRTC", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

VIDEO = "application/x-rtp,media=video,encoding-name=H264,payload=96,clock-rate=90000"
AUDIO = "application/x-rtp,media=audio,encoding-name=OPUS,payload=97,clock-rate=48000,encoding-params=(string)2"
OUT = "appsink name=out emit-signals=true sync=false max-buffers=8 drop=true"
DECODE = {
    "video": "rtph264depay ! h264parse ! avdec_h264 ! videoconvert ! video/x-raw,format=RGB ! " + OUT,
    "audio": "rtpopusdepay ! opusdec ! " + OUT,
}


class Player:
    def __init__(self, wish):
        self.wish = wish
        self.result = {"video": 0, "audio": 0, "first": None, "size": None, "colours": None, "answer": None}
        self.loop = GLib.MainLoop()
        self.began = time.monotonic()
        self.resource = None
        self.pipeline = Gst.Pipeline.new(None)
        self.webrtc = Gst.ElementFactory.make("webrtcbin")
        self.webrtc.set_property("bundle-policy", "max-bundle")
        self.webrtc.set_property("latency", 0)
        # Loopback is left out of what is gathered by itself. The agent goes with whoever was given it first, and so is kept.
        self.agent = self.webrtc.get_property("ice-agent")
        self.agent.emit("add-local-ip-address", "127.0.0.1")
        self.pipeline.add(self.webrtc)
        for caps in (wish.get("caps", VIDEO + ",packetization-mode=(string)1"), AUDIO):
            self.webrtc.emit("add-transceiver", GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY, Gst.Caps(caps))
        self.webrtc.connect("pad-added", self.receive)
        self.webrtc.connect("notify::ice-gathering-state", lambda *_: GLib.idle_add(self.gathered))
        self.pipeline.set_state(Gst.State.PLAYING)
        self.webrtc.emit("create-offer", None, Gst.Promise.new_with_change_func(self.offered))

    def offered(self, promise):
        reply = promise.get_reply()  # Owns the offer.
        offer = reply["offer"]
        self.webrtc.emit("set-local-description", offer, Gst.Promise.new())

    def gathered(self):
        complete = GstWebRTC.WebRTCICEGatheringState.COMPLETE
        if self.webrtc.get_property("ice-gathering-state") != complete or self.result["answer"] is not None:
            return
        offer = self.webrtc.get_property("local-description").sdp.as_text()
        status, headers, answer = self.request("POST", self.wish["url"], "application/sdp", offer)
        self.result["answer"] = {"status": status, "headers": headers, "sdp": answer, "offer": offer}
        if status != 201:
            return self.loop.quit()
        self.resource = urllib.parse.urljoin(self.wish["url"], headers["location"])
        parsed = GstSdp.SDPMessage.new_from_text(answer)[1]
        described = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, parsed)
        self.webrtc.emit("set-remote-description", described, Gst.Promise.new())

    def receive(self, _, pad):
        media = pad.get_current_caps().get_structure(0).get_string("media")
        decoder = Gst.parse_bin_from_description(DECODE[media], True)
        decoder.get_by_name("out").connect("new-sample", self.decoded, media)
        self.pipeline.add(decoder)
        decoder.sync_state_with_parent()
        pad.link(decoder.get_static_pad("sink"))

    def decoded(self, sink, media):
        sample = sink.emit("pull-sample")
        self.result[media] += 1
        if media == "video":
            self.look(sample)
            if self.result["video"] == self.wish["frames"]:
                self.loop.quit()
        return Gst.FlowReturn.OK

    def look(self, sample):
        caps = sample.get_caps().get_structure(0)
        width, height = caps.get_value("width"), caps.get_value("height")
        data = sample.get_buffer().extract_dup(0, sample.get_buffer().get_size())
        stride = len(data) // height
        at = [int(y * height) * stride + int(x * width) * 3 for x, y in self.wish["points"]]
        self.result["first"] = self.result["first"] or time.monotonic() - self.began
        self.result["size"] = [width, height]
        self.result["colours"] = [list(data[start : start + 3]) for start in at]

    def request(self, method, url, kind=None, body=None):
        headers = {"Authorization": "Bearer " + self.wish["token"], **({"Content-Type": kind} if kind else {})}
        request = urllib.request.Request(url, body and body.encode(), headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=15) as response:
                return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()

    def play(self):
        GLib.timeout_add(int(self.wish["seconds"] * 1000), self.loop.quit)
        self.loop.run()
        if self.resource is not None and self.wish.get("leave", True):
            self.result["deleted"] = self.request("DELETE", self.resource)[0]
        self.pipeline.set_state(Gst.State.NULL)
        return self.result


Gst.init(None)
print(json.dumps(Player(json.load(sys.stdin)).play()))
