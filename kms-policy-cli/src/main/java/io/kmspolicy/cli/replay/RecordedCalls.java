package io.kmspolicy.cli.replay;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.replay.EventExplainer;
import io.kmspolicy.replay.ExplainedCall;
import io.kmspolicy.replay.Policies;
import io.kmspolicy.replay.ReplayOptions;
import io.kmspolicy.replay.mapped.DeniedCall;
import io.kmspolicy.replay.trail.LostRecord;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.replay.trail.TrailReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains recorded calls on a policy directory. */
public final class RecordedCalls {

  private static final Pattern AT_LINE = Pattern.compile("(.+):([1-9][0-9]{0,17})");

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
    }
  }

  /**
   * Explains the record in a file.
   *
   * @param name a file with one KMS event, or {@code FILE:LINE} for the event that begins there, as
   *     reports name it
   */
  public ExplainedCall event(String name) throws IOException {
    Matcher at = AT_LINE.matcher(name);
    boolean chosen = at.matches() && !Files.exists(context.resolve(name));
    TrailEvent event = chosen ? event(at.group(1), Long.parseLong(at.group(2))) : event(name, 0);
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(event);
    }
  }

  private TrailEvent event(String file, long line) throws IOException {
    List<TrailEvent> events = new ArrayList<>();
    List<LostRecord> lost = new ArrayList<>();
    try (InputStream in = context.open(file)) {
      TrailReader.read(
          file,
          in,
          event -> {
            if ((line == 0 && events.size() < 2) || event.line() == line) {
              events.add(event);
            }
          },
          lost::add);
    }
    if (events.size() == 1) {
      return events.get(0);
    }
    if (events.isEmpty() && !lost.isEmpty()) {
      throw new BadInputException(lost.get(0).toString());
    }
    throw new BadInputException(
        file
            + (events.isEmpty()
                ? ": there is no KMS event" + (line == 0 ? "" : " on line " + line)
                : ": there are several KMS events; choose one as FILE:LINE"));
  }

  /** Explains the call that the text of an error names. */
  public ExplainedCall error(String text) {
    DeniedCall call =
        DeniedCall.parse(text)
            .orElseThrow(
                () ->
                    new BadInputException(
                        "--error: the text is not of the form `User: ARN is not authorized to"
                            + " perform: kms:ACTION on resource: ARN because ...`; give the request"
                            + " with --principal, --action and --resource instead"));
    try (EventExplainer explainer = new EventExplainer(policies, options)) {
      return explainer.explain(call);
    }
  }

  /** An explained call as text. */
  public static String text(ExplainedCall call) {
    StringBuilder text = new StringBuilder();
    text.append("AWS: ").append(call.aws()).append('\n');
    if (!call.problem().isEmpty()) {
      return text.append("not judged: ").append(call.problem()).append('\n').toString();
    }
    text.append("policies: ").append(call.ours().text());
    text.append(call.sameLayer() ? "\n" : ", by another layer than AWS\n");
    for (Explanation check : call.checks()) {
      text.append('\n').append(check.toText());
    }
    return text.toString();
  }

  /** An explained call as JSON. */
  public static String json(ExplainedCall call) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member("aws", call.aws());
                  out.member("policies", call.ours().text());
                  out.member("sameLayer", call.sameLayer());
                  out.optionalMember("notJudged", call.problem());
                  out.member("checks").array(call.checks(), check -> out.raw(check.toJson()));
                }));
  }
}
