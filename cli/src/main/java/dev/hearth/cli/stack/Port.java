package dev.hearth.cli.stack;

/** Every door of the stack, with the number it takes when that is free at the first start. */
enum Port {
    GATEWAY(8080),
    GATEWAY_GRPC(9080),
    GATEWAY_MANAGEMENT(9180),
    FILES(8081),
    FILES_GRPC(9081),
    FILES_MANAGEMENT(9181),
    SCHEDULER(9082),
    SCHEDULER_MANAGEMENT(9182),
    WORKER_MANAGEMENT(9183),
    AGENT(9084),
    AGENT_MANAGEMENT(9184),
    POSTGRES(5432),
    KAFKA(9092),
    KAFKA_CONTROLLER(9093);

    private final int preferred;

    Port(int preferred) {
        this.preferred = preferred;
    }

    int preferred() {
        return preferred;
    }

    /** Its name in the file of ports. */
    String key() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
