package sluice.msloop;

import sluice.packet.Consumption;

/** Ends of frames in the loopback adapter that are no losses. */
public enum LoopbackEnd implements Consumption {
    /** It was sent; a frame with the same octets comes back. */
    RETURNED("came back as a received frame");

    private final String text;

    LoopbackEnd(String text) {
        this.text = text;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "msloop";
    }

    @Override
    public String text() {
        return text;
    }
}
