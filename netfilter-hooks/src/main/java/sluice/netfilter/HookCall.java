package sluice.netfilter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.packet.OctetLoan;
import sluice.packet.Packet;
import sluice.packet.wire.HeaderView;

/** One call of a hook under the verifier: what it was given, and what was so before. */
final class HookCall {
    static final byte POISON = 0x6b; // the kernel's POISON_FREE

    final HookRegistration hook;
    final Packet packet;
    final long packetId;
    final String place;
    final Skb lease;
    final HeaderFacts before;
    private final OctetLoan loan;
    private final byte[] original;
    private final List<HeaderView> views = new ArrayList<>();
    private byte @Nullable [] left; // the lent array as it stood when the packet left it
    private boolean wroteBeforeLeaving;
    private boolean staleViews;

    /** The breach of this call that stands in the book: the first one counts. */
    @Nullable ContractRule broken;

    HookCall(HookRegistration hook, Skb lease, String place) {
        this.hook = hook;
        this.lease = lease;
        this.place = place;
        this.packet = lease.packet();
        this.packetId = packet.id();
        this.before = HeaderFacts.of(lease, hook.family());
        this.loan = packet.loan();
        this.original = Arrays.copyOf(loan.octets(), packet.limit());
    }

    void handedOut(HeaderView view) {
        views.add(view);
    }

    /** The packet gets another array: what the hook still has of the old one is stale. */
    void madePrivate(Packet moving, byte[] shared) {
        if (moving != packet || left != null || shared != loan.octets()) return;
        wroteBeforeLeaving = changed(original);
        revokeViews();
        if (loan.packetCount() == 1) Arrays.fill(shared, POISON); // nobody but this packet had it
        left = Arrays.copyOf(shared, shared.length);
    }

    /** Whether the hook has a view that was taken back. */
    boolean hasStaleViews() {
        return staleViews;
    }

    void revokeViews() {
        staleViews |= !views.isEmpty();
        views.forEach(HeaderView::revoke);
        views.clear();
    }

    /** The rule that the hook broke by writing, or null. */
    @Nullable ContractRule wroteWrongly() {
        byte[] then = left;
        if (then == null) return changed(original) ? ContractRule.N09 : null;
        if (wroteBeforeLeaving) return ContractRule.N09;
        return changed(then) ? ContractRule.N10 : null;
    }

    /** Where the first wrongly written octet lies, from the network header on. */
    int firstWrittenOffset() {
        byte[] then = left == null ? original : left;
        return Arrays.mismatch(loan.octets(), 0, then.length, then, 0, then.length)
                - lease.networkOffset();
    }

    private boolean changed(byte[] then) {
        return !Arrays.equals(loan.octets(), 0, then.length, then, 0, then.length);
    }

    /** The array that was lent, if nobody has it any more; the loan is over. */
    byte @Nullable [] giveBack() {
        byte[] free = loan.isSole() ? loan.octets() : null;
        loan.close();
        return free;
    }
}
