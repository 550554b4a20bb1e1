package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.call.EventExplainer;
import io.kmspolicy.replay.call.ExplainedCall;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Explains recorded calls on a policy directory. */
public final class RecordedCalls {

  private final CliContext context;
  private final Policies policies;
  private final ReplayOptions options;

  /** Explains on these policies. */
  public RecordedCalls(CliContext context, Policies policies, ReplayOptions options) {
    this.context = context;
    this.policies = policies;
    this.options = options;
  }

  /**
   * Explains the record in a file.
   *
   * @param name a file with one KMS event, or the place of an event as reports name it: {@code
   *     FILE:LINE} or {@code FILE:LINE:NUMBER}
   */
  public ExplainedCall event(String name) throws IOException {
    TrailEvent event = event(EventPlace.of(context, name));
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(event);
    }
  }

  private TrailEvent event(EventPlace place) throws IOException {
    EventSearch search = new EventSearch(place);
    try (InputStream in = context.open(place.file())) {
      TrailReader.read(place.file(), in, search::accept, search::lose);
    }
    return search.event();
  }

  /** Explains the only KMS event of a text. */
  public ExplainedCall event(String name, InputStream in) {
    EventSearch search = new EventSearch(new EventPlace(name, 0, 0));
    TrailReader.read(name, in, search::accept, search::lose);
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
