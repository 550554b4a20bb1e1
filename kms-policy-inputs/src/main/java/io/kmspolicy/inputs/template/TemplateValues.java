package io.kmspolicy.inputs.template;

import java.util.Map;

/**
 * What the user states about the values that a template leaves open.
 *
 * @param account the account in which it is deployed; empty if that is not stated
 * @param region the Region in which it is deployed; empty if that is not stated
 * @param parameters the values of the template's parameters, by name
 */
public record TemplateValues(String account, String region, Map<String, String> parameters) {

  /** Copies the map. */
  public TemplateValues {
    parameters = Map.copyOf(parameters);
  }

  /** Nothing is stated. */
  public static TemplateValues none() {
    return new TemplateValues("", "", Map.of());
  }
}
