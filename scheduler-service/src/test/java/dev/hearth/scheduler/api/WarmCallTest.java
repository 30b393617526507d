package dev.hearth.scheduler.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.proto.v1.Assign;
import dev.hearth.proto.v1.TaskSpec;
import dev.hearth.scheduler.testing.SchedulerTest;
import dev.hearth.scheduler.testing.ScriptedEngine;
import dev.hearth.scheduler.testing.TaskSpecs;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

@QuarkusTest
class WarmCallTest extends SchedulerTest {
    private static final int CALLS = 20;

    @Inject
    Pool pool;

    @Test
    void paysTwoCommits() throws Exception {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec.Builder first = TaskSpecs.any();
        first.getResourcesBuilder().addWorkerIds(engine.worker(0));
        TaskSpec spec = first.build();
        call(engine, spec);

        long before = seq();
        for (int i = 0; i < CALLS; i++) {
            call(engine, TaskSpecs.like(spec).build());
        }

        // Every commit of a task's row writes one event, and nothing else does.
        assertThat(seq() - before).isEqualTo(2L * CALLS);
    }

    @Test
    void isOneStatementPerCommit() throws Exception {
        ScriptedEngine engine = scheduler.engine(1);
        TaskSpec.Builder first = TaskSpecs.any();
        first.getResourcesBuilder().addWorkerIds(engine.worker(0));
        TaskSpec spec = first.build();
        call(engine, spec);

        TaskSpec warm = TaskSpecs.like(spec).build();
        call(engine, warm);

        // Transaction and place within it of what made the task's rows: the row of today and its events.
        long statements = number("""
                select count(distinct x) from (
                    select xmin || '/' || cmin as x from task_event where task_id = $1
                    union select xmin || '/' || cmin from task_payload where task_id = $1
                    union select xmin || '/' || cmin from task where id = $1) made
                """, Tuple.of(warm.getTaskId()));
        assertThat(statements).isEqualTo(2);
    }

    private void call(ScriptedEngine engine, TaskSpec spec) {
        scheduler.submit(spec);
        Assign assign = engine.awaitAssign(spec.getTaskId());
        engine.warm(assign);
        engine.complete(assign, "null");
        scheduler.awaitFinal(spec.getTaskId());
    }

    private long seq() throws Exception {
        return number("select coalesce(max(seq), 0) from task_event", Tuple.tuple());
    }

    private long number(String sql, Tuple parameters)
            throws ExecutionException, InterruptedException, TimeoutException {
        return pool.preparedQuery(sql)
                .execute(parameters)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .iterator()
                .next()
                .getLong(0);
    }
}
