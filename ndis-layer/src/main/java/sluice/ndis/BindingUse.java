package sluice.ndis;

import org.jspecify.annotations.Nullable;

/** Rules on what a protocol does with a binding, looked at when it calls. */
final class BindingUse {
    private BindingUse() {}

    /** A call about a packet. */
    static void check(ProtocolBinding binding, NdisCall call, NdisPacket record) {
        switch (call) {
            case SEND, SEND_PACKETS, SEND_LISTS -> checkSend(binding, record);
            default -> checkOpen(binding, call, record);
        }
    }

    private static void checkOpen(
            ProtocolBinding binding, NdisCall call, @Nullable NdisPacket record) {
        if (binding.isCloseOver())
            throw breach(LifecycleRule.L10, binding, record, call.ddkName() + " was called");
    }

    private static void checkSend(ProtocolBinding binding, NdisPacket record) {
        checkOpen(binding, NdisCall.SEND, record);
        NdisAdapter virtual = binding.virtual;
        NdisAdapter adapter = binding.adapter();
        if (virtual != null && (virtual.life.asleep() || adapter.life.asleep())) {
            report(LifecycleRule.L14, binding, record, "an edge is not at D0");
            return;
        }
        if (binding.closed) report(SendRule.S21, binding, record, "the binding is being closed");
        else if (binding.mayNotSend)
            report(SendRule.S21, binding, record, "the adapter sleeps or is paused");
    }

    /** A request. */
    static void check(ProtocolBinding binding, OidRequest request) {
        checkOpen(binding, NdisCall.REQUEST, null);
        boolean power = request.oid() == Oid.PNP_SET_POWER || request.oid() == Oid.PNP_QUERY_POWER;
        if (power && binding.virtual != null)
            report(LifecycleRule.L13, binding, null, request.oid() + " was passed down");
    }

    /** NdisCloseAdapter. */
    static void checkClose(ProtocolBinding binding) {
        NdisAdapter virtual = binding.virtual;
        if (virtual != null && (binding.closed || !virtual.life.isHalting())) {
            String how = binding.closed ? "closed twice" : virtual.name() + " is still there";
            throw breach(LifecycleRule.L12, binding, null, how);
        }
        if (binding.closed) throw breach(LifecycleRule.L09, binding, null, "closed twice");
        if (binding.driver != null && !binding.opening && !binding.unbinding)
            throw breach(LifecycleRule.L09, binding, null, "closed outside of bind and unbind");
    }

    private static RuntimeException breach(
            NdisRule rule, ProtocolBinding by, @Nullable NdisPacket record, String detail) {
        return by.adapter().ndis().breach(rule, by.party(), record, detail);
    }

    private static void report(
            NdisRule rule, ProtocolBinding by, @Nullable NdisPacket record, String detail) {
        by.adapter().ndis().report(rule, by.party(), record, detail);
    }
}
