package io.kmspolicy.model.report;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.Optional;

/**
 * A location in a file, with what it is about.
 *
 * @param location the location in the file that was read
 * @param address the address of the resource; empty if the file has no resources
 * @param block the line of the block that makes the resource; empty if it is not certain
 */
public record ResourcePlace(
    SourceLocation location, String address, Optional<SourceLocation> block) {

  /** A location without a resource. */
  public static ResourcePlace of(SourceLocation location) {
    return new ResourcePlace(location, "", Optional.empty());
  }

  /** The file and line where a reader looks first. */
  public String file() {
    return block.map(at -> at.source() + ":" + at.line()).orElseGet(location::toString);
  }

  /** Writes the members that name the resource and its block, as far as they are known. */
  public void write(JsonWriter json) {
    json.optionalMember("resource", address);
    block.ifPresent(
        at -> {
          json.member("sourceFile", at.source());
          json.member("sourceLine", at.line());
        });
  }

  /** The file and line, and the address. */
  public String text() {
    return address.isEmpty() ? file() : file() + ": " + address;
  }
}
