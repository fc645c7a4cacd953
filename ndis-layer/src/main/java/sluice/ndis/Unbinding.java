package sluice.ndis;

/**
 * One binding is being undone: ProtocolUnbindAdapter, the close inside or after it, and what is
 * still out on the binding coming home.
 */
final class Unbinding implements UnbindContext {
    private final NdisAdapter adapter;
    private final ProtocolBinding binding;
    private final Runnable then;
    private boolean inHandler;
    private boolean over;

    Unbinding(NdisAdapter adapter, ProtocolBinding binding, Runnable then) {
        this.adapter = adapter;
        this.binding = binding;
        this.then = then;
    }

    void begin() {
        adapter.journal.began(binding.party(), Operation.UNBIND);
        binding.unbinding = true;
        inHandler = true;
        adapter.ndis().workers().call(() -> binding.unbindAdapter(this), this::answered);
    }

    private void answered(NdisStatus status) {
        inHandler = false;
        if (status == NdisStatus.PENDING && !over) return;
        if (status != NdisStatus.PENDING && status != NdisStatus.SUCCESS)
            throw adapter.breach(
                    LifecycleRule.L11, binding.party(), null, status.ddkName() + " was answered");
        over = true;
        finish();
    }

    @Override
    public void complete(NdisStatus status) {
        if (over) throw adapter.breach(LifecycleRule.L11, binding.party(), null, "completed again");
        over = true;
        if (!inHandler) finish();
    }

    private void finish() {
        adapter.journal.ended(binding.party(), Operation.UNBIND);
        if (!binding.closed) {
            adapter.report(LifecycleRule.L09, binding.party(), "unbound, and still open");
            var _ = binding.close();
        }
        binding.unbinding = false;
        binding.whenHome(then);
    }
}
