package io.kmspolicy.engine.match;

import io.kmspolicy.engine.budget.CountedContext;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The context of a request with the ARN of the resource that is asked about, for tests that are
 * about the resource and that are evaluated with the context alone.
 *
 * @param request the context of the request
 * @param arn the ARN
 */
public record ArnContext(ConditionContext request, String arn) implements ConditionContext {

  /** A context over another one, which may have the ARN of a resource. */
  public interface Holder {
    /** The ARN; null if the context has none. */
    @Nullable String arn();
  }

  /** A context with an ARN and the counter of the context, if it has one. */
  public static ConditionContext of(ConditionContext context, String arn) {
    return context instanceof CountedContext counted
        ? new CountedContext(new ArnContext(counted.request(), arn), counted.counter())
        : new ArnContext(context, arn);
  }

  /** The ARN that travels with a context; null if there is none. */
  public static @Nullable String arnOf(ConditionContext context) {
    ConditionContext plain = CountedContext.withoutCounter(context);
    if (plain instanceof ArnContext asked) {
      return asked.arn();
    }
    return plain instanceof Holder holder ? holder.arn() : null;
  }

  @Override
  public ContextValue get(String key) {
    return request.get(key);
  }

  @Override
  public long nameBits() {
    return request.nameBits();
  }

  @Override
  public Collection<String> namesUnder(String prefix) {
    return request.namesUnder(prefix);
  }

  @Override
  public boolean mayHoldOthersUnder(String prefix) {
    return request.mayHoldOthersUnder(prefix);
  }

  @Override
  public Optional<Collection<String>> allNamesUnder(String prefix) {
    return request.allNamesUnder(prefix);
  }
}
