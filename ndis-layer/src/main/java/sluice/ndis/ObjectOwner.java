package sluice.ndis;

import org.jspecify.annotations.Nullable;

/** Whose an object is: tells the journal what happens to it, and runs its work in his name. */
final class ObjectOwner {
    final Ndis ndis;
    final Party party;

    ObjectOwner(Ndis ndis, Party party) {
        this.ndis = ndis;
        this.party = party;
    }

    void calls(NdisCall function) {
        NdisVerifier watch = ndis.watch;
        if (watch != null) watch.calling(party, function, null);
    }

    void acquired(Object what, String kind) {
        NdisVerifier watch = ndis.watch;
        if (watch != null) watch.object(party, what, kind, NdisWatch.ObjectEvent.ACQUIRED);
    }

    void released(Object what, String kind) {
        NdisVerifier watch = ndis.watch;
        if (watch != null) watch.object(party, what, kind, NdisWatch.ObjectEvent.RELEASED);
    }

    /** What a verifier only looks at. */
    void report(NdisRule rule, String detail) {
        if (ndis.watch != null) ndis.report(rule, party, null, detail);
    }

    void report(NdisRule rule, String detail, BugCode code) {
        if (ndis.watch != null) ndis.report(rule, party, null, detail, code, 0);
    }

    /** What nobody can go on from, looked at or not. */
    RuntimeException breach(NdisRule rule, String detail) {
        return ndis.breach(rule, party, null, detail);
    }

    boolean fails(ResourceFaults.Kind kind) {
        return ndis.fails(kind, party.name());
    }

    /** The rules about levels and locks; null while no verifier is on. */
    @Nullable IrqlRules levels() {
        NdisVerifier watch = ndis.watch;
        return watch == null ? null : watch.levels();
    }

    /** Runs a piece of the driver's work. */
    void run(NdisHandler handler, Runnable work) {
        NdisVerifier watch = ndis.watch;
        if (watch != null) watch.entering(party, handler, null);
        try {
            work.run();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw ndis.threw(party.name(), null, thrown);
        }
        if (watch != null) watch.left(party, handler, null, NdisStatus.SUCCESS, 0);
    }
}
