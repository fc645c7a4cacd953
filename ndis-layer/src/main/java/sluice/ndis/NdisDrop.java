package sluice.ndis;

import sluice.packet.DropReason;

/** Ends of packets between protocols and miniports that are losses. */
public enum NdisDrop implements DropReason {
    /** The binding is closed or being closed. */
    BINDING_CLOSING("the binding is being closed"),
    /** The adapter's stack is being changed. */
    ADAPTER_PAUSED("sent while the adapter is paused"),
    /** The adapter is below D0. */
    ADAPTER_ASLEEP("sent while the adapter sleeps"),
    /** The adapter is gone. */
    ADAPTER_REMOVED("sent when the adapter is gone"),
    /** The adapter is being reset. */
    ADAPTER_RESETTING("sent while the adapter is being reset"),
    /** It was on its way when a reset, a pause or a removal ended it. */
    SEND_ABORTED("the send was aborted"),
    /** A driver had no room for it. */
    SEND_NO_RESOURCES("a driver had no room for the send"),
    /** A driver completed it with another failure. */
    SEND_FAILED("a driver failed the send"),
    /** A driver said it was sent, and it never reached the miniport. */
    COMPLETED_UNSENT("completed with success above the miniport"),
    /** The miniport's pool has no descriptor left, not even the reserved one. */
    NO_RECEIVE_DESCRIPTOR("no receive descriptor left"),
    /** The wrapper has no descriptor left to show a send to other bindings. */
    NO_LOOPBACK_DESCRIPTOR("no descriptor left for loopback"),
    /** The wrapper has no descriptor left to gather a frame into. */
    NO_GATHERING_DESCRIPTOR("no descriptor left to gather a frame into"),
    /** The miniport did not give the rest of a frame. */
    TRANSFER_FAILED("the miniport did not transfer the rest of the frame"),
    /** Received while the adapter's stack is being changed. */
    RECEIVED_WHILE_PAUSED("received while the adapter is paused"),
    /** A driver between miniport and protocols did not pass it on. */
    NOT_PASSED_UP("a driver did not pass it up"),
    /** No binding's packet filter asked for it. */
    NOT_ASKED_FOR("no binding asked for it"),
    /** Every binding it was offered to declined. */
    NOT_ACCEPTED("no protocol takes it"),
    /** A parked packet had to go because its filter was taken out or its adapter paused. */
    FILTER_PAUSED("parked in a filter that was paused"),
    /** A parked packet had to go because of a reset. */
    FILTER_RESET("parked in a filter when it was reset"),
    /** A parked packet had to go because its send was cancelled. */
    FILTER_CANCELLED("parked in a filter when its send was cancelled"),
    /** A filter could not keep it: its own pool is exhausted. */
    FILTER_NO_DESCRIPTOR("the filter's packet pool is exhausted"),
    /** Its machine ended with a bug check. */
    MACHINE_STOPPED("the machine has stopped");

    private final String text;

    NdisDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "ndis";
    }

    @Override
    public String text() {
        return text;
    }
}
