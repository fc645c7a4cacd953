package sluice.inet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The groups that a host belongs to on one interface, either family, and the state-change reports
 * it owes (RFC 3376 section 5.1, RFC 3810 section 6.1): one at once and, for the robustness of 2,
 * one more after a time drawn from one second. A change within that time replaces what was to be
 * said of the group. One writer.
 *
 * <p>Differs: sources are not filtered (every membership is for any source), and older versions of
 * the protocols are not fallen back to.
 */
public final class GroupMembership {
    /** {@link #nextDeadlineNanos} when no report is owed. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int ROBUSTNESS = 2;
    private static final int REPORT_INTERVAL_NANOS = 1_000_000_000;

    private final int groupsMax;
    private final RandomGenerator random;
    private final LinkedHashMap<Ipv6Address, Integer> members = new LinkedHashMap<>();
    private final LinkedHashMap<Ipv6Address, Owed> owed = new LinkedHashMap<>();
    private long deadlineNanos = NEVER;

    private record Owed(GroupRecord.Kind kind, int times) {}

    /** No groups yet, and never more than {@code groupsMax} (Linux: igmp_max_memberships 20). */
    public GroupMembership(int groupsMax, RandomGenerator random) {
        this.groupsMax = groupsMax;
        this.random = random;
    }

    /** Joins for one more user; false if there are too many groups. */
    public boolean join(long high, long low, long nowNanos) {
        var group = new Ipv6Address(high, low);
        if (!members.containsKey(group) && members.size() >= groupsMax) return false;
        if (members.merge(group, 1, Integer::sum) == 1)
            owe(group, GroupRecord.Kind.CHANGE_TO_EXCLUDE, nowNanos);
        return true;
    }

    /** Leaves for one user; false if nobody was in the group. */
    public boolean leave(long high, long low, long nowNanos) {
        var group = new Ipv6Address(high, low);
        Integer users = members.get(group);
        if (users == null) return false;
        if (users > 1) {
            members.put(group, users - 1);
        } else {
            members.remove(group);
            owe(group, GroupRecord.Kind.CHANGE_TO_INCLUDE, nowNanos);
        }
        return true;
    }

    /** Whether anybody here is in the group. */
    public boolean isMember(long high, long low) {
        return !members.isEmpty() && members.containsKey(new Ipv6Address(high, low));
    }

    /** Groups joined. */
    public int count() {
        return members.size();
    }

    /** What a general query is answered with, in the order of joining. */
    public List<GroupRecord> currentState() {
        var records = new ArrayList<GroupRecord>(members.size());
        for (Ipv6Address group : members.keySet()) {
            records.add(
                    new GroupRecord(GroupRecord.Kind.MODE_IS_EXCLUDE, group.high(), group.low()));
        }
        return records;
    }

    /** When {@link #poll} has to be called next. */
    public long nextDeadlineNanos() {
        return deadlineNanos;
    }

    /** Hands the records of one report to the sink if one is due. */
    public void poll(long nowNanos, Consumer<List<GroupRecord>> sink) {
        if (nowNanos < deadlineNanos) return;
        var records = new ArrayList<GroupRecord>(owed.size());
        var entries = owed.entrySet().iterator();
        while (entries.hasNext()) {
            var entry = entries.next();
            var due = entry.getValue();
            var group = entry.getKey();
            records.add(new GroupRecord(due.kind, group.high(), group.low()));
            if (due.times == 1) entries.remove();
            else entry.setValue(new Owed(due.kind, due.times - 1));
        }
        deadlineNanos =
                owed.isEmpty() ? NEVER : nowNanos + 1 + random.nextInt(REPORT_INTERVAL_NANOS);
        sink.accept(records);
    }

    private void owe(Ipv6Address group, GroupRecord.Kind kind, long nowNanos) {
        owed.put(group, new Owed(kind, ROBUSTNESS));
        deadlineNanos = nowNanos;
    }
}
