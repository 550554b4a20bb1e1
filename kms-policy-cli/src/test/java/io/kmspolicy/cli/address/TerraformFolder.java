package io.kmspolicy.cli.address;

import io.kmspolicy.model.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with Terraform source, and a plan of it in which keys become public. */
final class TerraformFolder {

  private static final String OWN =
      "{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}";

  private static final String OPEN =
      "{\"Sid\":\"Open\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\","
          + "\"Resource\":\"*\"}";

  private final Path root;
  private final List<Key> keys = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  /** A key: the address of its module, its name, and its index as JSON, which may be empty. */
  private record Key(String module, String name, String index) {

    String address() {
      String plain = (module.isEmpty() ? "" : module + ".") + "aws_kms_key." + name;
      return index.isEmpty() ? plain : plain + "[" + index + "]";
    }
  }

  /** A call of a module from the root module. */
  private record Call(String name, String source) {}

  TerraformFolder(Path root) {
    this.root = root;
  }

  /** Writes a file of source. */
  TerraformFolder file(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return this;
  }

  TerraformFolder key(String module, String name, String index) {
    keys.add(new Key(module, name, index));
    return this;
  }

  TerraformFolder call(String name, String source) {
    calls.add(new Call(name, source));
    return this;
  }

  /** Writes the plan, in one line. */
  void plan(String file) {
    file(file, JsonWriter.text(JsonWriter.Layout.COMPACT, json -> json.object(() -> write(json))));
  }

  private void write(JsonWriter json) {
    json.member("format_version", "1.2");
    json.member("planned_values").object(() -> values(json, OWN + "," + OPEN));
    json.member("prior_state")
        .object(
            () -> {
              json.member("format_version", "1.0");
              json.member("values").object(() -> values(json, OWN));
            });
    json.member("resource_changes").array(keys, key -> json.object(() -> change(key, json)));
    json.member("configuration").object(() -> configuration(json));
  }

  private void values(JsonWriter json, String statements) {
    json.member("root_module")
        .object(
            () -> {
              resources("", statements, json);
              json.member("child_modules")
                  .array(
                      keys.stream()
                          .map(Key::module)
                          .filter(one -> !one.isEmpty())
                          .distinct()
                          .toList(),
                      module ->
                          json.object(
                              () -> {
                                json.member("address", module);
                                resources(module, statements, json);
                              }));
            });
  }

  private void resources(String module, String statements, JsonWriter json) {
    json.member("resources")
        .array(
            keys.stream().filter(key -> key.module().equals(module)).toList(),
            key ->
                json.object(
                    () -> {
                      head(key, json);
                      json.member("values").object(() -> arguments(key, statements, json));
                    }));
  }

  private static void head(Key key, JsonWriter json) {
    json.member("address", key.address());
    json.member("mode", "managed");
    json.member("type", "aws_kms_key");
    json.member("name", key.name());
    if (!key.index().isEmpty()) {
      json.member("index").raw(key.index());
    }
  }

  private void arguments(Key key, String statements, JsonWriter json) {
    String id = "1234abcd-12ab-34cd-56ef-%012d".formatted(keys.indexOf(key));
    json.member("arn", "arn:aws:kms:us-west-2:111122223333:key/" + id);
    json.member("key_id", id);
    json.member("policy", "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}");
  }

  private void change(Key key, JsonWriter json) {
    head(key, json);
    json.optionalMember("module_address", key.module());
    json.member("change")
        .object(
            () -> {
              json.member("actions").strings(List.of("update"));
              json.member("before").object(() -> arguments(key, OWN, json));
              json.member("after").object(() -> arguments(key, OWN + "," + OPEN, json));
              json.member("after_unknown").object(() -> {});
            });
  }

  private void configuration(JsonWriter json) {
    json.member("root_module")
        .object(
            () -> {
              blocks("", json);
              json.member("module_calls")
                  .object(
                      () ->
                          calls.forEach(
                              call -> json.member(call.name()).object(() -> called(call, json))));
            });
  }

  private void called(Call call, JsonWriter json) {
    json.member("source", call.source());
    json.member("module").object(() -> blocks(call.name(), json));
  }

  /** The blocks of the root module or of a called one. */
  private void blocks(String call, JsonWriter json) {
    json.member("resources")
        .array(
            keys.stream()
                .filter(key -> called(key).equals(call))
                .map(Key::name)
                .distinct()
                .toList(),
            name ->
                json.object(
                    () -> {
                      json.member("address", "aws_kms_key." + name);
                      json.member("mode", "managed");
                      json.member("type", "aws_kms_key");
                      json.member("name", name);
                    }));
  }

  private static String called(Key key) {
    return key.module().replaceFirst("^module\\.", "").replaceFirst("\\[.*", "");
  }
}
