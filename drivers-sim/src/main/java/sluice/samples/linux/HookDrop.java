package sluice.samples.linux;

import sluice.packet.DropReason;

/** Why the sample hooks drop. */
public enum HookDrop implements DropReason {
    /** {@link DropUdp} was told to. */
    BLOCKED_UDP_PORT("a hook blocks this UDP port"),
    /** {@link Careless} ended it and said ACCEPT. */
    ENDED_CARELESSLY("a careless hook ended it"),
    /** {@link Careless} stole it, ended it and wrote into it. */
    STOLEN_CARELESSLY("a careless hook stole and ended it");

    private final String text;

    HookDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "hook";
    }

    @Override
    public String text() {
        return text;
    }
}
