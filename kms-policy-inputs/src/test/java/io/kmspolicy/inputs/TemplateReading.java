package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.PolicyLayer;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a template that is deployed in an account, and shows what it tells as words. */
final class TemplateReading {

  private final InputState state;

  private TemplateReading(InputState state) {
    this.state = state;
  }

  static TemplateReading of(String template) {
    return of(template, Map.of());
  }

  static TemplateReading of(String template, Map<String, String> parameters) {
    try {
      return new TemplateReading(
          PolicyInputs.create()
              .account("111122223333")
              .region("us-west-2")
              .parameters(parameters)
              .state("t.yaml", template));
    } catch (InputException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A policy that allows or denies all actions of KMS. */
  static String document(String effect) {
    return "{Version: '2012-10-17', Statement: {Effect: "
        + effect
        + ", Action: 'kms:*', Resource: '*'}}";
  }

  InputState state() {
    return state;
  }

  /** The identity policies by user or role. */
  Map<String, String> identities() {
    return state.principals().stream()
        .collect(
            Collectors.toMap(
                found -> found.caller().arn().replaceFirst(".*:", ""),
                found -> names(found.identity())));
  }

  /** The permissions boundaries by user or role. */
  Map<String, String> boundaries() {
    return state.principals().stream()
        .collect(
            Collectors.toMap(
                found -> found.caller().arn().replaceFirst(".*:", ""),
                found -> names(found.boundary())));
  }

  /** The key policies by key. */
  Map<String, String> keyPolicies() {
    return state.keys().stream()
        .collect(Collectors.toMap(InputKey::name, found -> names(found.policy())));
  }

  String endpoint() {
    return names(state.endpoint());
  }

  List<String> gaps() {
    return state.gaps().stream().map(InputGap::toString).toList();
  }

  private static String names(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      return attached.policies().stream()
          .map(policy -> policy.name())
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return layer instanceof PolicyLayer.None ? "none" : "unknown";
  }
}
