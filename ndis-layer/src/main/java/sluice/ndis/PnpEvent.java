package sluice.ndis;

/** Plug and Play and power events that drivers are told ({@code NET_PNP_EVENT}). */
public sealed interface PnpEvent {
    /** The adapter goes to a power state; below D0 the driver drains first. */
    record SetPower(DevicePower state) implements PnpEvent {}

    /** May the adapter go to a power state? */
    record QueryPower(DevicePower state) implements PnpEvent {}

    /** Events without a parameter. */
    enum Kind implements PnpEvent {
        /** May the adapter be removed? */
        QUERY_REMOVE,
        /** It will not be removed after all. */
        CANCEL_REMOVE,
        /** It is gone already. */
        SURPRISE_REMOVED,
        /** The configuration has changed. */
        RECONFIGURE,
        /** The order of bindings has changed. */
        BIND_LIST,
        /** All adapters present at start are bound. */
        BINDS_COMPLETE,
        /** NDIS 6: the binding or filter is to drain its sends. */
        PAUSE,
        /** NDIS 6: the binding or filter may go on. */
        RESTART
    }
}
