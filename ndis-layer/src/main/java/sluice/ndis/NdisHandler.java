package sluice.ndis;

/** Handlers of drivers that the wrapper calls, with the highest level at which it does. */
public enum NdisHandler {
    INITIALIZE("MiniportInitialize", Irql.PASSIVE),
    HALT("MiniportHalt", Irql.PASSIVE),
    SHUTDOWN("MiniportShutdown", Irql.DIRQL),
    SEND("MiniportSend", Irql.DISPATCH),
    SEND_PACKETS("MiniportSendPackets", Irql.DISPATCH),
    SEND_LISTS("MiniportSendNetBufferLists", Irql.DISPATCH),
    FILTER_SEND("FilterSendNetBufferLists", Irql.DISPATCH),
    SEND_COMPLETE("ProtocolSendComplete", Irql.DISPATCH),
    SEND_LISTS_COMPLETE("ProtocolSendNetBufferListsComplete", Irql.DISPATCH),
    FILTER_SEND_COMPLETE("FilterSendNetBufferListsComplete", Irql.DISPATCH),
    CANCEL_SENDS("MiniportCancelSendPackets", Irql.DISPATCH),
    RECEIVE_PACKET("ProtocolReceivePacket", Irql.DISPATCH),
    RECEIVE("ProtocolReceive", Irql.DISPATCH),
    RECEIVE_LISTS("ProtocolReceiveNetBufferLists", Irql.DISPATCH),
    FILTER_RECEIVE("FilterReceiveNetBufferLists", Irql.DISPATCH),
    RECEIVE_COMPLETE("ProtocolReceiveComplete", Irql.DISPATCH),
    RETURN_PACKET("MiniportReturnPacket", Irql.DISPATCH),
    RETURN_LISTS("MiniportReturnNetBufferLists", Irql.DISPATCH),
    FILTER_RETURN("FilterReturnNetBufferLists", Irql.DISPATCH),
    TRANSFER_DATA("MiniportTransferData", Irql.DISPATCH),
    TRANSFER_COMPLETE("ProtocolTransferDataComplete", Irql.DISPATCH),
    REQUEST("MiniportQueryInformation", Irql.DISPATCH),
    REQUEST_COMPLETE("ProtocolRequestComplete", Irql.DISPATCH),
    CHECK_FOR_HANG("MiniportCheckForHang", Irql.DISPATCH),
    RESET("MiniportReset", Irql.DISPATCH),
    RESET_COMPLETE("ProtocolResetComplete", Irql.DISPATCH),
    STATUS("ProtocolStatus", Irql.DISPATCH),
    BIND("ProtocolBindAdapter", Irql.PASSIVE),
    UNBIND("ProtocolUnbindAdapter", Irql.PASSIVE),
    CLOSE_COMPLETE("ProtocolCloseAdapterComplete", Irql.PASSIVE),
    PNP_EVENT("ProtocolPnPEvent", Irql.PASSIVE),
    ATTACH("FilterAttach", Irql.PASSIVE),
    DETACH("FilterDetach", Irql.PASSIVE),
    PAUSE("MiniportPause", Irql.PASSIVE),
    RESTART("MiniportRestart", Irql.PASSIVE),
    TIMER("timer function", Irql.DISPATCH),
    WORK_ITEM("work item routine", Irql.PASSIVE),
    ISR("MiniportISR", Irql.DIRQL),
    DPC("MiniportHandleInterrupt", Irql.DISPATCH);

    private final String ddkName;
    private final Irql highest;

    NdisHandler(String ddkName, Irql highest) {
        this.ddkName = ddkName;
        this.highest = highest;
    }

    /** Its name in the documents. */
    public String ddkName() {
        return ddkName;
    }

    /** The highest level at which it is called. */
    public Irql highest() {
        return highest;
    }
}
