package sluice.nic;

import java.util.ArrayList;
import java.util.List;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.time.Handler;
import sluice.time.Lane;
import sluice.time.Scheduler;
import sluice.time.SeededRandom;

/**
 * A cable or a segment between NICs: what one sends, all others receive. Rate, delay and faults as
 * {@link LinkOptions}, drawn from the link's own stream of random numbers.
 *
 * <p>Frames of one sender stay in order unless reordering is asked for. A frame takes {@code
 * (length + 24) * 8 / rate} on the line: preamble, check sequence and gap included (IEEE 802.3
 * clauses 3.1.1 and 4.4.2).
 */
public final class Link {
    private static final int LINE_OVERHEAD_OCTETS = 24;
    private static final int MINIMUM_FRAME_OCTETS = 60;

    /** Frames of one sender that can be on their way at once, waiting or travelling. */
    private static final int ON_WAY_FRAMES_MAX = 1 << 20;

    private final Place place;
    private final LinkOptions options;
    private final Scheduler scheduler;
    private final Lane lane;
    private final SeededRandom random;
    private final List<Port> ports = new ArrayList<>();
    private boolean up = true;
    private int unplugged;

    /**
     * A link with its own {@code place} and random stream; NICs are added with {@link #connect}.
     */
    public Link(Place place, LinkOptions options, Scheduler scheduler, SeededRandom random) {
        this.place = place;
        this.options = options;
        this.scheduler = scheduler;
        this.lane = scheduler.wire();
        this.random = random;
    }

    /** Plugs a NIC in. */
    public void connect(LinkEnd nic) {
        nic.connect(this);
        ports.add(new Port(nic));
    }

    /** Name of the link. */
    public String name() {
        return place.name();
    }

    /** Whether it carries frames. */
    public boolean up() {
        return up;
    }

    /** Whether that NIC is one of its ends. */
    public boolean connects(LinkEnd nic) {
        for (Port each : ports) if (each.nic == nic) return true;
        return false;
    }

    /**
     * Pulls the plug of one NIC, or puts it back: the link is down for this NIC, and for the other
     * one too if there are only two. Frames to it that are under way are lost on the wire.
     */
    public void plug(LinkEnd nic, boolean in) {
        Port port = port(nic);
        if (port.plugged == in) return;
        port.plugged = in;
        unplugged += in ? -1 : 1;
        for (Port each : ports) if (each == port || ports.size() == 2) each.nic.linkChanged();
    }

    /** Whether frames of that NIC are carried: see {@link #setUp} and {@link #plug}. */
    public boolean carries(LinkEnd nic) {
        if (unplugged == 0 || !up) return up;
        return ports.size() > 2 && port(nic).plugged;
    }

    /** Takes the link down or up; frames under way arrive, later ones are lost under LINK_DOWN. */
    public void setUp(boolean value) {
        if (up == value) return;
        up = value;
        for (Port port : ports) port.nic.linkChanged();
    }

    /** The rate at which {@code nic} sends, in bits per second; 0 for no limit. */
    public long rateBitsPerSecond(LinkEnd nic) {
        return port(nic).line.rateBitsPerSecond();
    }

    /**
     * Changes the rate at which {@code nic} sends. On a cable between two NICs the other one then
     * works at that rate, too, as both ends of a cable do (IEEE 802.3 clause 28); on a segment of
     * more the others keep theirs. Frames that are on the line or wait for it keep their times.
     */
    public void setRate(LinkEnd nic, long bitsPerSecond) {
        if (ports.size() == 2) {
            for (Port each : ports) each.line.setRate(bitsPerSecond);
        } else {
            port(nic).line.setRate(bitsPerSecond);
        }
    }

    /**
     * Takes a copy of the octets of {@code frame}, which stays the caller's.
     *
     * @param from one of the ends that are connected
     * @return the time until its last bit has left the sender, in nanoseconds
     */
    public long send(LinkEnd from, Packet frame) {
        Port port = port(from);
        long now = scheduler.nowNanos();
        Packet onWire = frame.share(place);
        if (!carries(from)) {
            onWire.end(NicDrop.LINK_DOWN);
            return 0;
        }
        if (port.line.waiting(now) >= options.queueFramesMax()
                || port.onWay.count() >= ON_WAY_FRAMES_MAX) {
            onWire.end(NicDrop.LINK_QUEUE_FULL);
            return port.line.nanosUntilFree(now);
        }
        long untilSent = port.line.occupy(now, frame.lengthOctets());
        if (random.chance(options.lossProbability())) {
            onWire.end(NicDrop.LOST_ON_LINK);
            return untilSent;
        }
        if (random.chance(options.corruptionProbability())) turnOneBit(onWire);
        if (random.chance(options.duplicationProbability())) {
            port.inOrder(onWire.copy(place), untilSent + options.delayNanos());
        }
        if (random.chance(options.reorderingProbability())) {
            port.alone(onWire, untilSent + options.delayNanos() + options.reorderingDelayNanos());
        } else {
            port.inOrder(onWire, untilSent + options.delayNanos());
        }
        return untilSent;
    }

    private void turnOneBit(Packet frame) {
        if (frame.lengthOctets() == 0) return;
        byte[] octets = frame.writable();
        int bit = (int) random.below(frame.lengthOctets() * 8L);
        octets[frame.offset() + (bit >>> 3)] ^= (byte) (1 << (bit & 7));
    }

    private Port port(LinkEnd nic) {
        for (int i = 0; i < ports.size(); i++) {
            Port port = ports.get(i);
            if (port.nic == nic) return port;
        }
        throw new IllegalArgumentException(nic.name() + " is not connected to " + place.name());
    }

    /** Ends a frame that leaves the emulated network: no NIC takes it. */
    public static void leave(Packet frame) {
        frame.end(NicEnd.LEFT_THE_WIRE);
    }

    /** One sender's direction: the frames on their way, in order. */
    private final class Port {
        final LinkEnd nic;
        final Line line =
                new Line(options.rateBitsPerSecond(), MINIMUM_FRAME_OCTETS, LINE_OVERHEAD_OCTETS);
        final PacketQueue onWay = new PacketQueue(ON_WAY_FRAMES_MAX + 1);
        boolean plugged = true;
        final Handler<Port> firstArrives = Port::firstArrives;
        final Handler<Packet> aloneArrives = this::fanOut;

        Port(LinkEnd nic) {
            this.nic = nic;
        }

        void inOrder(Packet frame, long delayNanos) {
            if (delayNanos == 0 && onWay.count() == 0 && scheduler.wireAtOnce()) {
                fanOut(frame);
                return;
            }
            onWay.addLast(frame);
            scheduler.schedule(delayNanos, lane, firstArrives, this);
        }

        void alone(Packet frame, long delayNanos) {
            scheduler.schedule(delayNanos, lane, aloneArrives, frame);
        }

        private void firstArrives() {
            Packet frame = onWay.pollFirst();
            if (frame != null) fanOut(frame);
        }

        private void fanOut(Packet frame) {
            int receivers = ports.size() - 1 - unplugged + (plugged ? 0 : 1);
            for (int i = 0, done = 0; i < ports.size(); i++) {
                if (!takes(ports.get(i))) continue;
                LinkEnd to = ports.get(i).nic;
                if (++done == receivers) {
                    frame.passUp(to.place());
                    to.arrive(frame);
                    return;
                }
                Packet copy = frame.share(place);
                copy.passUp(to.place());
                to.arrive(copy);
            }
            leave(frame);
        }

        private boolean takes(Port to) {
            return to != this && to.plugged;
        }
    }
}
