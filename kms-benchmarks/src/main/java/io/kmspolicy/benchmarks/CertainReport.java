package io.kmspolicy.benchmarks;

import io.kmspolicy.benchmarks.report.CertainFigures;
import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.engine.ReferenceAuthorizer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Counts the certain decisions on hostile policies: those of the engine, which bounds its work, and
 * those of the reference, as far as it decides in time.
 */
public final class CertainReport {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Bounded by time only. */
  private static final ReferenceAuthorizer REFERENCE =
      ReferenceAuthorizer.create(Integer.MAX_VALUE);

  private CertainReport() {}

  /**
   * Counts and prints the figures.
   *
   * @param args the file to write the figures to as JSON; none to print them only
   */
  public static void main(String[] args) throws IOException {
    CertainFigures figures = count(HostileShape.MAX_GRANTS, PATIENCE, HostileShape.values());
    figures.print(System.out);
    if (args.length > 0) {
      figures.write(Path.of(args[0]));
    }
  }

  /**
   * The figures of some shapes.
   *
   * @param grants the number of grants, in shapes of grants
   * @param patience how long the reference may take for one shape
   */
  static CertainFigures count(int grants, Duration patience, HostileShape... shapes) {
    List<CertainFigures.Shape> figures = new ArrayList<>();
    for (HostileShape shape : shapes) {
      HostileCase hostile = shape.make(0, grants);
      try (Authorizer authorizer = Authorizer.builder().build()) {
        ActionHandle decrypt = authorizer.action("kms:Decrypt");
        int byEngine =
            certain(
                hostile, context -> HostileBenchmark.decide(authorizer, decrypt, hostile, context));
        figures.add(
            new CertainFigures.Shape(
                shape.name(), hostile.contexts().size(), byEngine, byReference(hostile, patience)));
      }
    }
    return new CertainFigures(figures);
  }

  private static int certain(HostileCase hostile, Function<RequestContext, Decision> decide) {
    int certain = 0;
    for (RequestContext context : hostile.contexts()) {
      certain += decide.apply(context) == Decision.INDETERMINATE ? 0 : 1;
    }
    return certain;
  }

  /** The certain decisions of the reference; a negative number if it takes too long. */
  private static int byReference(HostileCase hostile, Duration patience) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread daemon = new Thread(task, "reference");
              daemon.setDaemon(true);
              return daemon;
            });
    Future<Integer> count =
        thread.submit(() -> certain(hostile, context -> decide(hostile, context)));
    try {
      return count.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooLong) {
      return CertainFigures.NOT_DECIDED;
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    } finally {
      thread.shutdownNow();
    }
  }

  private static Decision decide(HostileCase hostile, RequestContext context) {
    AuthorizationRequest request =
        new AuthorizationRequest(
            hostile.caller(),
            "kms:Decrypt",
            hostile.resource(),
            context,
            "",
            KeyManager.CUSTOMER,
            "");
    return REFERENCE.decide(request, PolicySet.of(hostile.own(), hostile.key()));
  }
}
