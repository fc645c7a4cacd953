package sluice.userland;

/**
 * A ring whose indices are held to rule {@link UserRule#U06} at each step. Memory that a program
 * shares may say anything: what breaks the rule is named once and the ring stands still.
 */
public final class CheckedRing implements InspectionRing {
    private final InspectionRing ring;
    private final UserRules rules;
    private final String name;
    private boolean broken;

    /** Checks {@code ring}, called {@code name} in findings. */
    public CheckedRing(InspectionRing ring, UserRules rules, String name) {
        this.ring = ring;
        this.rules = rules;
        this.name = name;
    }

    @Override
    public boolean offer(byte[] record, int offset, int length) {
        if (broken) return false;
        long head = ring.head();
        long tail = ring.tail();
        boolean taken = ring.offer(record, offset, length);
        long moved = ring.tail() - tail;
        if (taken ? moved <= 0 : moved != 0) moved("put", "tail", moved);
        if (ring.head() != head) moved("put", "head", ring.head() - head);
        inRange();
        return taken;
    }

    @Override
    public int poll(byte[] to, int offset) {
        if (broken) return -1;
        long head = ring.head();
        long tail = ring.tail();
        int length = ring.poll(to, offset);
        long moved = ring.head() - head;
        if (length >= 0 ? moved <= 0 : moved != 0) moved("get", "head", moved);
        if (ring.tail() != tail) moved("get", "tail", ring.tail() - tail);
        inRange();
        return length;
    }

    private void moved(String step, String index, long by) {
        found("%s: %s moved its %s by %d".formatted(name, step, index, by));
    }

    private void inRange() {
        long used = ring.tail() - ring.head();
        if (used < 0 || used > ring.capacity())
            found(
                    "%s: tail %d, head %d, capacity %d"
                            .formatted(name, ring.tail(), ring.head(), ring.capacity()));
    }

    private void found(String text) {
        if (broken) return;
        broken = true;
        rules.found(UserRule.U06, text);
    }

    @Override
    public int nextLength() {
        return broken ? -1 : ring.nextLength();
    }

    @Override
    public long tail() {
        return ring.tail();
    }

    @Override
    public long head() {
        return ring.head();
    }

    @Override
    public int capacity() {
        return ring.capacity();
    }

    @Override
    public long refused() {
        return ring.refused();
    }
}
