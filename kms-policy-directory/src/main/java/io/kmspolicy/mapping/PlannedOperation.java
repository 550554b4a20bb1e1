package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An operation with its checks, so that a call finds both in one lookup.
 *
 * @param operation the operation
 * @param checks its checks, in the order of the catalogue
 */
public record PlannedOperation(KmsOperation operation, List<PlannedCheck> checks) {

  /** Copies the list. */
  public PlannedOperation {
    checks = List.copyOf(checks);
  }

  /** Plans an operation of a catalogue. */
  public static PlannedOperation of(KmsOperation operation, KmsCatalogue catalogue) {
    return new PlannedOperation(
        operation,
        operation.checks().stream().map(check -> new PlannedCheck(check, catalogue)).toList());
  }

  /** All operations of a catalogue by name. */
  public static Map<String, PlannedOperation> all(KmsCatalogue catalogue) {
    return catalogue.operations().stream()
        .collect(Collectors.toMap(KmsOperation::name, operation -> of(operation, catalogue)));
  }
}
