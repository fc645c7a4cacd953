package sluice.capture;

import sluice.packet.DropReason;

/** Losses of packets that a capture engine made itself. */
public enum CaptureDrop implements DropReason {
    /** The instance's transmit pool is exhausted. */
    NO_SEND_DESCRIPTOR("the capture driver's transmit pool is exhausted");

    private final String text;

    CaptureDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "capture";
    }

    @Override
    public String text() {
        return text;
    }
}
