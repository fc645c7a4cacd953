package sluice.userland;

import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.defer.Deferral;
import sluice.defer.DeferralSink;
import sluice.linuxstack.LinuxHost;
import sluice.netfilter.NfQueue;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.QueueAnswer;
import sluice.netfilter.QueueCopy;
import sluice.netfilter.QueueEntry;
import sluice.netfilter.QueueMessage;
import sluice.netfilter.QueueStatus;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * A user program's end of a packet queue, as libnetfilter_queue gives it: read messages, answer
 * about them by number.
 *
 * <pre>{@code
 * host.cpu().start("firewall", 8, self -> {
 *     try (UserQueue queue = UserQueue.open(linux, 0)) {
 *         while (true) {
 *             QueueMessage message = queue.receive(self);
 *             queue.answer(message.id(), wanted(message) ? QueueAnswer.ACCEPT : QueueAnswer.DROP);
 *         }
 *     }
 * });
 * }</pre>
 *
 * <p>Messages that the program has not read wait in its socket; if that is full, the kernel drops
 * the packet, or lets it go on with fail-open. Answers need not come in order. May also be used
 * without a thread, by {@link #poll}.
 */
public final class UserQueue implements DeferralSink, AutoCloseable {
    /** Messages that wait unread at most, unless the program asks for more or fewer. */
    public static final int UNREAD_MESSAGES_DEFAULT = 256;

    private final ArrayDeque<QueueMessage> unread = new ArrayDeque<>();
    private final WaitableEvent came = WaitableEvent.autoReset();
    private int unreadMax = UNREAD_MESSAGES_DEFAULT;
    private @Nullable NfQueue queue;

    private UserQueue() {}

    /**
     * Listens at a queue; whole packets are copied.
     *
     * @param number 0..65535
     * @throws IllegalStateException if somebody listens there already
     */
    public static UserQueue open(LinuxHost host, int number) {
        var opened = new UserQueue();
        opened.queue = host.bindQueue(number, opened);
        return opened;
    }

    private NfQueue queue() {
        NfQueue bound = queue;
        if (bound == null) throw new IllegalStateException("not open");
        return bound;
    }

    /** What messages hold of a packet; 0 octets mean as many as fit. */
    public UserQueue copying(QueueCopy mode, int octetsMax) {
        queue().setCopy(mode, octetsMax);
        return this;
    }

    /** How many packets may wait for an answer. */
    public UserQueue holding(int packetsMax) {
        queue().setLengthPacketsMax(packetsMax);
        return this;
    }

    /** How many messages may wait unread. */
    public UserQueue buffering(int messagesMax) {
        if (messagesMax < 1) throw new IllegalArgumentException(messagesMax + " messages");
        unreadMax = messagesMax;
        return this;
    }

    /** Lets packets that do not fit go on as accepted. */
    public UserQueue failingOpen() {
        queue().setFailOpen(true);
        return this;
    }

    /** Called by the kernel's side: false if the socket is full. */
    @Override
    public boolean offer(Deferral deferral) {
        if (!(deferral instanceof QueueEntry entry) || unread.size() >= unreadMax) return false;
        unread.addLast(entry.message());
        came.set();
        return true;
    }

    /** The oldest unread message, or null. */
    public @Nullable QueueMessage poll() {
        return unread.pollFirst();
    }

    /** Waits for a message. */
    public QueueMessage receive(UserThread self) {
        QueueMessage message = unread.pollFirst();
        while (message == null) {
            self.await(came);
            message = unread.pollFirst();
        }
        self.systemCall();
        return message;
    }

    /** Waits for a message so long at most. */
    public Optional<QueueMessage> receive(UserThread self, long timeoutNanos) {
        if (unread.isEmpty() && !self.await(came, timeoutNanos)) return Optional.empty();
        return Optional.ofNullable(unread.pollFirst());
    }

    /** Lets a packet go on. */
    public QueueStatus accept(long id) {
        return answer(id, QueueAnswer.ACCEPT);
    }

    /** Ends a packet. */
    public QueueStatus drop(long id) {
        return answer(id, QueueAnswer.DROP);
    }

    /** Lets its hook be asked again. */
    public QueueStatus repeat(long id) {
        return answer(id, QueueAnswer.of(NfVerdict.REPEAT));
    }

    /** Answers about a packet, perhaps with a mark or other octets. */
    public QueueStatus answer(long id, QueueAnswer answer) {
        return queue().answer(id, answer);
    }

    /** Answers about all packets up to this one that wait. */
    public QueueStatus answerUpTo(long id, QueueAnswer answer) {
        return queue().answerUpTo(id, answer);
    }

    /** The queue as the kernel sees it, with its counters. */
    public NfQueue kernelQueue() {
        return queue();
    }

    /** The program closes its socket or ends: what waits is dropped. */
    @Override
    public void close() {
        unread.clear();
        queue().unbind();
    }
}
