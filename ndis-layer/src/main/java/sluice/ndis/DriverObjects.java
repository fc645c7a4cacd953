package sluice.ndis;

/** What a driver may make in the wrapper beside packets. */
public interface DriverObjects {
    /** The level at which the caller runs now. */
    Irql irql();
}
