package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Grant;
import java.util.List;

/**
 * Writes grants as canonical JSON in the shape of a {@code ListGrants} response: equal grants give
 * equal text, and reading it gives equal grants.
 *
 * <pre>{@code
 * String json = GrantWriter.pretty().write(grants);
 * }</pre>
 *
 * <p>Members are in the order of the API reference; members without a value are omitted. Immutable
 * and safe to share between threads.
 */
public final class GrantWriter {

  private final JsonWriter.Layout layout;

  private GrantWriter(JsonWriter.Layout layout) {
    this.layout = layout;
  }

  /** A writer without white space. */
  public static GrantWriter compact() {
    return new GrantWriter(JsonWriter.Layout.COMPACT);
  }

  /** A writer with one member or element per line, indented by two spaces per level. */
  public static GrantWriter pretty() {
    return new GrantWriter(JsonWriter.Layout.PRETTY);
  }

  /** The grants as a {@code {"Grants": […]}} object, without a line break at the end. */
  public String write(List<Grant> grants) {
    return JsonWriter.text(
        layout,
        out ->
            out.object(
                () ->
                    out.member("Grants")
                        .array(grants, grant -> GrantEntryWriter.write(out, grant))));
  }
}
