package io.kmspolicy.replay.call;

import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.trail.TrailReader;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Explains recorded calls on a policy directory. */
public final class RecordedCalls {

  private final Policies policies;
  private final ReplayOptions options;

  /** Explains on these policies. */
  public RecordedCalls(Policies policies, ReplayOptions options) {
    this.policies = policies;
    this.options = options;
  }

  /** Explains the KMS event at a place, in the content of its file. */
  public ExplainedCall event(EventPlace place, InputStream in) {
    EventSearch search = new EventSearch(place);
    TrailReader.read(place.file(), in, search::accept, search::lose);
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(search.event());
    }
  }

  /**
   * Explains a denied call.
   *
   * @param key the key, if the user states it
   * @param recorded the condition keys that AWS named
   * @throws BadInputException if the key is stated, and the call names the resource itself
   */
  public ExplainedCall denied(
      DeniedCall read, Optional<KmsResource.Key> key, RequestContext recorded) {
    if (key.isPresent() && read.isResourceNamed()) {
      throw new BadInputException(
          "--key: the text names the resource "
              + Quoting.quoteShort(read.resource().arn())
              + "; leave out --key");
    }
    DeniedCall call = key.map(read::on).orElse(read);
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(List.of(call), recorded);
    }
  }

  /**
   * Explains a call that KMS refused before.
   *
   * @param checks what KMS checked; at least one
   * @throws BadInputException if the key is stated, which the text names itself
   */
  public ExplainedCall remembered(List<DeniedCall> checks, Optional<KmsResource.Key> key) {
    if (checks.size() == 1) {
      return denied(checks.get(0), key, RequestContext.empty());
    }
    if (key.isPresent()) {
      throw new BadInputException(
          "--key: the text is about "
              + checks.size()
              + " keys, and --key names one; leave out --key");
    }
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(checks, RequestContext.empty());
    }
  }
}
