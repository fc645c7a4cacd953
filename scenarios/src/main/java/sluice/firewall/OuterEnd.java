package sluice.firewall;

import java.util.Arrays;
import java.util.function.Consumer;
import sluice.nic.Link;
import sluice.nic.LinkEnd;
import sluice.packet.Packet;
import sluice.packet.Place;

/** The outer end of a cable: shows what leaves a host. */
public final class OuterEnd implements LinkEnd {
    private final String name;
    private final Place place;
    private final Consumer<byte[]> frames;

    /** The end of a cable, which hands the octets of each frame on. */
    public OuterEnd(String name, Place place, Consumer<byte[]> frames) {
        this.name = name;
        this.place = place;
        this.frames = frames;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public void connect(Link cable) {
        // It sends nothing.
    }

    @Override
    public void arrive(Packet frame) {
        inject(frame.octets(), frame.offset(), frame.lengthOctets());
        Link.leave(frame);
    }

    @Override
    public void linkChanged() {
        // Nobody asks.
    }

    @Override
    public void inject(byte[] octets, int offset, int lengthOctets) {
        frames.accept(Arrays.copyOfRange(octets, offset, offset + lengthOctets));
    }
}
