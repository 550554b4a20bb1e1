package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.FileFailure;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.EventExplainer;
import io.kmspolicy.replay.ExplainedCall;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.InvalidPathException;
import java.util.Optional;

/** Explains recorded calls on a policy directory. */
public final class RecordedCalls {

  private final CliContext context;
  private final Policies policies;
  private final ReplayOptions options;

  /** Explains on the policies of a directory. */
  public RecordedCalls(CliContext context, PolicyDirectory directory, ReplayOptions options) {
    this.context = context;
    this.policies = Policies.of(directory);
    this.options = options;
  }

  /** The policies in a directory. */
  public static Policies policies(CliContext context, String directory) {
    try {
      return Policies.of(PolicyDirectory.load(context.resolve(directory)));
    } catch (PolicyDirectoryException refused) {
      throw BadInputException.of(refused);
    } catch (InvalidPathException noName) {
      throw new BadInputException(directory + ": " + FileFailure.message(noName));
    }
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

  /**
   * Explains the call that the text of an error names.
   *
   * @param key the key, if the user states it
   * @throws BadInputException if the text is not that of a denial, or names the resource itself
   */
  public ExplainedCall error(String text, Optional<KmsResource.Key> key) {
    DeniedCall read =
        DeniedCall.parse(text)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--error: the text is not of the form `User: ARN is not authorized to"
                            + " perform: kms:ACTION on resource: ARN because ...`; give the request"
                            + " with --principal, --action and --resource instead"));
    if (key.isPresent() && read.isResourceNamed()) {
      throw new BadInputException(
          "--key: the text of --error names the resource "
              + Quoting.quoteShort(read.resource().arn())
              + "; leave out --key");
    }
    DeniedCall call = key.map(read::on).orElse(read);
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(call);
    }
  }
}
