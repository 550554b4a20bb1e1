package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.PolicyTemplate.Fallback;
import io.kmspolicy.engine.value.PolicyTemplate.Part;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.List;

/** Replaces policy variables by their values in a request (rules 2.10-2.13, 6.10). */
public final class VariableResolver {

  /** The result of resolving a template. */
  public sealed interface Resolved {
    /** Every variable has a value. */
    record Value(Glob glob) implements Resolved {}

    /** A variable has no value, so the template matches no value (rule 2.12). */
    record NoValue() implements Resolved {}

    /**
     * A variable's value is not known.
     *
     * @param widest a pattern that matches every possible result: {@code *} in place of each
     *     unknown variable
     * @param perhapsUnset whether a variable may have no value
     */
    record Unknown(Glob widest, boolean perhapsUnset) implements Resolved {}
  }

  private static final String VALID_TO = "kms:validto";

  private final KmsCatalogue catalogue;

  public VariableResolver(KmsCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  public Resolved resolve(PolicyTemplate template, ConditionContext context) {
    List<Part> parts = new ArrayList<>(template.parts().size());
    boolean unknown = false;
    boolean perhapsUnset = false;
    for (Part part : template.parts()) {
      if (part instanceof Part.Variable variable) {
        Part value = valueOf(variable, context);
        if (value instanceof Part.Variable) {
          return new Resolved.NoValue();
        }
        unknown |= value instanceof Part.AnyRun;
        perhapsUnset |=
            value instanceof Part.AnyRun && variable.fallback() instanceof Fallback.None;
        parts.add(value);
      } else if (part instanceof Part.Unreadable) {
        unknown = true;
        parts.add(new Part.AnyRun());
      } else {
        parts.add(part);
      }
    }
    Glob glob = Glob.of(new PolicyTemplate(parts));
    return unknown ? new Resolved.Unknown(glob, perhapsUnset) : new Resolved.Value(glob);
  }

  /** A literal; {@code *} for an unknown value; or the variable itself if it has no value. */
  private Part valueOf(Part.Variable variable, ConditionContext context) {
    ContextValue value = context.get(variable.key());
    CompiledVariable compiled = new CompiledVariable(variable, this);
    return switch (compiled.state(value)) {
      case TEXT -> new Part.Literal(compiled.text(value));
      case UNKNOWN -> new Part.AnyRun();
      case UNSET -> variable;
    };
  }

  /**
   * Whether a key holds an instant whose text AWS does not document (rule 3.12).
   *
   * @param key the key in lower case
   */
  public static boolean hasOpenText(String key) {
    return key.equals(VALID_TO);
  }

  /** Whether key policies support a condition key (rule 5.17). */
  public boolean worksInKeyPolicies(String key) {
    return catalogue.conditionKey(key).map(ConditionKeyFacts::inKeyPolicies).orElse(true);
  }

  /** Whether key policies do not support one of these keys (rule 5.17). */
  public boolean anyFailsInKeyPolicies(List<String> keys) {
    for (String key : keys) {
      if (!worksInKeyPolicies(key)) {
        return true;
      }
    }
    return false;
  }

  public boolean isMultivalued(String key) {
    return catalogue.conditionKey(key).filter(ConditionKeyFacts::multivalued).isPresent();
  }
}
