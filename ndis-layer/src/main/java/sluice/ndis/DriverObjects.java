package sluice.ndis;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a driver may make in the wrapper beside packets, and misuse: locks, timers, events, work
 * items, memory, its interrupt. What runs later runs as the driver's own work, so that what it
 * throws, or breaks, is charged to the driver.
 *
 * <p>Null where an allocation fails, see {@link ResourceFaults}.
 */
public interface DriverObjects {
    /** The level at which the caller runs now. */
    Irql irql();

    /** NdisAllocateSpinLock. */
    NdisSpinLock spinLock(String name);

    /** NdisInitializeTimer, NdisMInitializeTimer: {@code function} runs at DISPATCH_LEVEL. */
    @Nullable NdisTimer timer(Runnable function);

    /** NdisMSetPeriodicTimer's timer; runs once every {@code periodNanos} while it is set. */
    @Nullable NdisTimer periodicTimer(long periodNanos, Runnable function);

    /** NdisInitializeEvent; not signalled. */
    NdisEvent event();

    /** NdisAllocateIoWorkItem: {@code routine} runs at PASSIVE_LEVEL and may wait. */
    @Nullable NdisWorkItem workItem(Runnable routine);

    /**
     * NdisMRegisterInterrupt.
     *
     * @param isr at the level of the device; true if the deferred part is to run
     * @param deferred MiniportHandleInterrupt, at DISPATCH_LEVEL
     */
    @Nullable NdisInterrupt registerInterrupt(BooleanSupplier isr, Runnable deferred);

    /** NdisAllocateMemoryWithTagPriority; {@code tag} is four characters, as on Windows. */
    @Nullable NdisMemory allocate(int tag, int lengthOctets, NdisMemory.Paging paging);

    /** NdisMAllocateSharedMemory: octets that driver and device both see. */
    @Nullable NdisSharedMemory sharedMemory(int lengthOctets);

    /** NdisMSleep: waits; at PASSIVE_LEVEL only. */
    void sleep(long nanos);

    /** NdisStallExecution: keeps the processor for so long; 50 microseconds at most. */
    void stall(long nanos);
}
