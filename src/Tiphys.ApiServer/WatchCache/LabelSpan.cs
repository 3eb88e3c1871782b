namespace Tiphys.ApiServer.WatchCache;

/// <summary>A label as two slices of an encoded document. Labels hold no characters that JSON escapes, so the bytes compare as they stand.</summary>
internal readonly record struct LabelSpan(int KeyStart, int ValueStart, short KeyLength, short ValueLength);
