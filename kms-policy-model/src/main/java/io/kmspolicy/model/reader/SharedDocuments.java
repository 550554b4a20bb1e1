package io.kmspolicy.model.reader;

import io.kmspolicy.model.json.JsonCursor;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Policy documents by their texts, so that a text that occurs in many scenarios is read once. Keeps
 * the texts that occurred most recently; a long text is always read.
 *
 * <p>Thread-safe.
 */
final class SharedDocuments implements DocumentSource {

  static final int MAX_DOCUMENTS = 512;
  static final int MAX_CHARACTERS = 8_192;

  private final Map<Key, PolicyDocument> documents =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, PolicyDocument> eldest) {
          return size() > MAX_DOCUMENTS;
        }
      };

  private record Key(PolicyType type, String text) {}

  @Override
  public PolicyDocument read(JsonCursor cursor, PolicyType type) {
    String text = cursor.objectText(MAX_CHARACTERS);
    if (text.isEmpty()) {
      return DocumentParser.parse(cursor, type);
    }
    Key key = new Key(type, text);
    PolicyDocument known = find(key);
    if (known != null) {
      cursor.skip();
      return known;
    }
    int problems = cursor.problemCount();
    PolicyDocument document = DocumentParser.parse(cursor, type);
    if (cursor.problemCount() == problems) {
      keep(key, document);
    }
    return document;
  }

  private synchronized @Nullable PolicyDocument find(Key key) {
    return documents.get(key);
  }

  private synchronized void keep(Key key, PolicyDocument document) {
    documents.put(key, document);
  }
}
