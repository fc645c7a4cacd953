package sluice.userland;

import sluice.packet.DropReason;

/** Losses at a driver that has its packets inspected by a program. */
public enum InspectionDrop implements DropReason {
    /** A send of which the sender was told that it is sent: the ring to the program is full. */
    SEND_RING_FULL("the ring to the program is full, the sender was told that it is sent"),
    /** A received packet: the ring to the program is full. */
    RECEIVE_RING_FULL("the ring to the program is full"),
    /** As many sends wait for room in the ring as may. */
    TOO_MANY_PENDED("too many sends wait for room in the ring to the program"),
    /** The program refused it. */
    REFUSED_BY_PROGRAM("the program that inspects it refused it"),
    /** The program was gone before it said anything. */
    PROGRAM_GONE("the program that inspects it is gone"),
    /** The stack around the driver changes. */
    DRIVER_PAUSED("the inspecting driver pauses"),
    /** The driver was reset. */
    DRIVER_RESET("the inspecting driver was reset"),
    /** It does not fit into a slot. */
    LONGER_THAN_SLOT("longer than a slot of the ring to the program"),
    /** No descriptor was left for the driver's copy. */
    NO_OWN_DESCRIPTOR("no descriptor is left for the inspecting driver's copy");

    private final String text;

    InspectionDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "inspection";
    }

    @Override
    public String text() {
        return text;
    }
}
