package sluice.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.nic.Link;
import sluice.nic.LinkEnd;
import sluice.nic.LinkOptions;
import sluice.packet.Ledger;
import sluice.packet.PacketPool;
import sluice.time.CostTable;
import sluice.time.SeededRandom;
import sluice.time.VirtualScheduler;
import sluice.trace.ContractBroken;
import sluice.trace.Contracts;
import sluice.trace.Layering;
import sluice.trace.TraceSink;

/**
 * One run: a clock, a seed, hosts and the links between them, the account of all packets and the
 * trace.
 *
 * <p>Built, run and closed by one thread. Two worlds share nothing.
 *
 * <p>A world's time is virtual: it jumps from event to event, and all that happens is repeated by
 * the same seed. A {@linkplain #live live} world is the same but for its clock, which a shard moves
 * ({@code sluice.live}); it alone may have doors to the real world, and it refuses what only
 * virtual time can keep: a drawn order, costs, user programs, and being run up to a time.
 */
public final class World implements AutoCloseable {
    private final WorldOptions options;
    private final VirtualScheduler scheduler;
    private final Contracts contracts = new Contracts();
    private final Ledger ledger;
    private final PacketPool pool;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final List<WorkOwner> workOwners = new ArrayList<>();
    private final List<Runnable> audits = new ArrayList<>();

    /** An empty world. {@code trace} null means off: then no step is built. */
    public World(WorldOptions options, @Nullable TraceSink trace) {
        this(
                options,
                trace,
                options.shuffled()
                        ? VirtualScheduler.shuffled(options.seed())
                        : VirtualScheduler.inOrder());
    }

    /**
     * An empty world whose time a shard moves along a monotonic clock. The budget of events does
     * not apply.
     *
     * @throws IllegalArgumentException if the options ask for a drawn order
     */
    public static World live(WorldOptions options, @Nullable TraceSink trace) {
        if (options.shuffled()) {
            throw new IllegalArgumentException(
                    "a drawn order of events needs virtual time, the world is live");
        }
        return new World(options, trace, VirtualScheduler.live());
    }

    private World(WorldOptions options, @Nullable TraceSink trace, VirtualScheduler newScheduler) {
        this.options = options;
        this.scheduler = newScheduler;
        this.ledger = new Ledger(scheduler, contracts, trace);
        this.pool = new PacketPool(ledger, options.audit());
        scheduler.containBy(this::contained);
    }

    /** What it was made with. */
    public WorldOptions options() {
        return options;
    }

    /** Whether its time follows a monotonic clock. */
    public boolean isLive() {
        return scheduler.isLive();
    }

    /** The scheduler and clock. */
    public VirtualScheduler scheduler() {
        return scheduler;
    }

    /** The account of all packets. */
    public Ledger ledger() {
        return ledger;
    }

    /** Where packets come from. */
    public PacketPool pool() {
        return pool;
    }

    /** The book of broken contracts. */
    public Contracts contracts() {
        return contracts;
    }

    /** The trace, or null if off. */
    public @Nullable TraceSink trace() {
        return ledger.trace();
    }

    /**
     * The random stream of the component {@code name}; the same name gives a stream that starts
     * anew.
     */
    public SeededRandom random(String name) {
        return new SeededRandom(options.seed(), name);
    }

    /**
     * Adds a host without a stack; a stack is put onto it by its own module.
     *
     * @throws IllegalArgumentException if the name is taken, or if the host has costs and the world
     *     is live: there work takes the time it takes
     */
    public Host addHost(String name, HostOptions hostOptions) {
        if (isLive() && !hostOptions.costs().equals(CostTable.ZERO)) {
            throw new IllegalArgumentException(
                    name + ": a cost table needs virtual time, the world is live");
        }
        var host = new Host(name, hostOptions, this);
        if (hosts.putIfAbsent(name, host) != null)
            throw new IllegalArgumentException("two hosts named " + name);
        return host;
    }

    /** The hosts, in the order of their making. */
    public List<Host> hosts() {
        return List.copyOf(hosts.values());
    }

    /**
     * Connects NICs by a link.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public Link connect(String name, LinkOptions linkOptions, LinkEnd... nics) {
        var place = ledger.place(name, Layering.ETHERNET);
        var link = new Link(place, linkOptions, scheduler, random("link " + name));
        if (links.putIfAbsent(name, link) != null)
            throw new IllegalArgumentException("two links named " + name);
        for (LinkEnd nic : nics) link.connect(nic);
        return link;
    }

    /** The links by name, in the order of their making. */
    public Map<String, Link> links() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(links));
    }

    /** Asks {@code owner}, too, whose work it was when scheduled work throws. */
    public void addWorkOwner(WorkOwner owner) {
        workOwners.add(owner);
    }

    /** Lets {@code look} enter in the book what only shows when nothing is left to do. */
    public void addAudit(Runnable look) {
        audits.add(look);
    }

    /** Looks for what only shows at the end; a run to quiescence does so by itself. */
    public void audit() {
        audits.forEach(Runnable::run);
    }

    /**
     * Runs up to and including {@code untilNanos}.
     *
     * @return how it ended
     * @throws ContractBroken if somebody broke a contract that the run cannot go on from
     * @throws IllegalStateException if the world is live: its shard runs it
     */
    public RunEnd runUntil(long untilNanos) {
        if (isLive()) throw new IllegalStateException("a live world is run by its shard");
        boolean quiet;
        try {
            quiet = scheduler.run(untilNanos, options.eventsMax() - scheduler.eventsRun());
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            ContractBroken breach = breach(thrown);
            if (breach != null) throw breach;
            throw thrown;
        }
        if (!quiet) return RunEnd.BUDGET_EXHAUSTED;
        if (scheduler.nextEventNanos() != Long.MAX_VALUE) return RunEnd.TIME_OVER;
        audit();
        return RunEnd.QUIESCENT;
    }

    private boolean contained(List<Object> work, Throwable thrown) {
        if (thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError))
            return false;
        for (WorkOwner owner : workOwners) if (owner.contain(work, thrown)) return true;
        return false;
    }

    /** What the owner of the work that threw says; null if it is nobody's, or a breach already. */
    private @Nullable ContractBroken breach(Throwable thrown) {
        if (thrown instanceof ContractBroken) return null;
        List<Object> work = scheduler.workThatThrew(thrown);
        for (WorkOwner owner : workOwners) {
            ContractBroken breach = owner.breach(work, thrown);
            if (breach != null) return breach;
        }
        return null;
    }

    /** Runs until no event waits, within the budget. */
    public RunEnd runToQuiescence() {
        return runUntil(Long.MAX_VALUE);
    }

    /** Threads of all hosts that have waited for a CPU for at least {@code nanos}, as sentences. */
    public List<String> starving(long nanos) {
        List<String> found = new ArrayList<>();
        for (Host host : hosts.values()) {
            for (var cpu : host.cpus()) {
                for (var thread : cpu.starving(nanos)) {
                    found.add(
                            String.format(
                                    Locale.ROOT,
                                    "%s: %s has been ready since %.3f ms and does not get %s%s",
                                    host.name(),
                                    thread.thread(),
                                    thread.sinceNanos() / 1e6,
                                    cpu.name(),
                                    thread.holder().isEmpty()
                                            ? ""
                                            : ", which " + thread.holder() + " has"));
                }
            }
        }
        return found;
    }

    /** A program without a thread of its own has failed; it is told as a sentence. */
    public void programFailed(String sentence) {
        failures.add(sentence);
    }

    /** User programs that threw, made calls without end or never came back, as sentences. */
    public List<String> programFailures() {
        List<String> found = new ArrayList<>(failures);
        for (Host host : hosts.values()) {
            for (var cpu : host.cpus()) {
                for (var thread : cpu.threads()) {
                    Throwable failure = thread.failure();
                    if (failure != null)
                        found.add(host.name() + ": program " + thread.name() + ": " + failure);
                }
            }
        }
        return found;
    }

    /** Ends the user programs that still wait. The ledger can be read afterwards. */
    @Override
    public void close() {
        for (Host host : hosts.values()) host.cpus().forEach(cpu -> cpu.stopAll());
    }

    /** How a run ended. */
    public enum RunEnd {
        /** No event waits any more. */
        QUIESCENT,
        /** The asked time was reached. */
        TIME_OVER,
        /** The budget of events was used up: probably a livelock. */
        BUDGET_EXHAUSTED,
        /**
         * A broken contract was thrown out of the run. {@link #runUntil} throws it; this is for
         * whoever catches it and gives an account of what came before.
         */
        CONTRACT_BROKEN
    }
}
