package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.GivenKeys;
import io.kmspolicy.analysis.query.ServiceCallAnswer;
import io.kmspolicy.analysis.query.ServiceUseQuery;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The questions of some uses of a key by services, as {@code service-check} asks them. */
public final class ServiceQuestion {

  /** Lines are not wrapped. */
  private static final int WIDTH = 0;

  private final List<ServiceCheckReport> reports = new ArrayList<>();

  /**
   * Asks.
   *
   * @param uses the names of the uses
   * @param caller who has the only part in the uses that can be named; empty if it is not known
   * @param given condition keys of all calls
   * @param layers replaces the layers that the directory has
   */
  public ServiceQuestion(
      DirectoryNames names,
      List<String> uses,
      KmsResource.Key key,
      Optional<Caller> caller,
      GivenKeys given,
      UnaryOperator<PolicySet> layers) {
    for (ServiceUse use : KmsCatalogue.bundled().serviceUses()) {
      if (uses.contains(use.name())) {
        List<String> parts = ServiceUseQuery.parts(use);
        Map<String, Caller> callers =
            caller.isPresent() && parts.size() == 1 ? Map.of(parts.get(0), caller.get()) : Map.of();
        reports.add(
            new ServiceCheckReport(
                use, key, new ServiceUseQuery(names, use, key, callers, given, layers).answers()));
      }
    }
  }

  /** The reports, as lines. */
  public List<String> lines() {
    return reports.stream()
        .flatMap(report -> report.text(WIDTH).lines())
        .filter(line -> !line.isBlank())
        .toList();
  }

  /** The exit status of the worst answer. */
  public int status() {
    List<ServiceCallAnswer> answers =
        reports.stream().flatMap(report -> report.answers().stream()).toList();
    if (answers.stream().anyMatch(ServiceCallAnswer::isDenied)) {
      return ExitStatus.DENIED;
    }
    return answers.stream()
        .mapToInt(answer -> ExitStatus.of(answer.decision()))
        .max()
        .orElse(ExitStatus.INDETERMINATE);
  }
}
