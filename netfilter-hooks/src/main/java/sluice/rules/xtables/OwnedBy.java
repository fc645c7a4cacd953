package sluice.rules.xtables;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.Sock;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Whose socket sends a packet ({@code xt_owner.c}). A packet of the kernel's own has a socket that
 * nobody owns.
 *
 * @param user bounds of the user, or null
 * @param group bounds of the group, or null
 * @param socket whether there must be a socket, or null
 */
public record OwnedBy(@Nullable Ids user, @Nullable Ids group, @Nullable Boolean socket)
        implements Statement {
    /** Numbers from one to another, or all but these. */
    public record Ids(long from, long to, boolean inverted) {
        boolean matches(long id) {
            return (id >= from && id <= to) != inverted;
        }
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return matches(packet.skb().sock()) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private boolean matches(@Nullable Sock sock) {
        boolean wantsUser = user != null && !user.inverted();
        boolean wantsGroup = group != null && !group.inverted();
        if (sock == null) return !wantsUser && !wantsGroup && (socket == null || !socket);
        if (socket != null && !socket) return false;
        if (!sock.owned()) return !wantsUser && !wantsGroup;
        return (user == null || user.matches(sock.uid()))
                && (group == null || group.matches(sock.gid()));
    }
}
