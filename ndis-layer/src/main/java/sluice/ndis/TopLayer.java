package sluice.ndis;

import sluice.packet.Place;

/** The upper end of the stack: where the bindings are. Owns no packets. */
final class TopLayer extends Layer {
    /** Nothing is ever at {@code unused}. */
    TopLayer(NdisAdapter adapter, Place unused) {
        super(
                adapter,
                "bindings",
                new Party(Party.Role.WRAPPER, "ndis", adapter.ndis().options().version(), unused));
        completes = true;
        receives = true;
    }

    @Override
    NdisStatus send(NdisPacket packet) {
        throw new IllegalStateException("nothing sends to the top");
    }

    @Override
    void sendComplete(NdisPacket packet, NdisStatus status) {
        throw new IllegalStateException("completions at the top go to a binding");
    }

    @Override
    int receive(NdisPacket packet) {
        throw new IllegalStateException("indications at the top go to the bindings");
    }

    @Override
    void returned(NdisPacket packet) {
        throw new IllegalStateException("returns begin at the top");
    }

    @Override
    void status(StatusIndication indication) {
        NdisStatus status = indication.status();
        boolean ofReset = status == NdisStatus.RESET_START || status == NdisStatus.RESET_END;
        for (ProtocolBinding binding : adapter.bindings()) {
            if (ofReset) binding.inReset = status == NdisStatus.RESET_START;
            binding.handlers.status(indication);
            if (ofReset) binding.handlers.statusComplete();
        }
    }

    @Override
    NdisStatus reset() {
        return NdisStatus.NOT_SUPPORTED;
    }

    @Override
    NdisStatus pause() {
        return NdisStatus.SUCCESS;
    }

    @Override
    NdisStatus restart() {
        return NdisStatus.SUCCESS;
    }

    @Override
    void detach() {}
}
