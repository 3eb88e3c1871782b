using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tests.Schemas;

/// <summary>Documents from relaxed JSON: single quotes stand for double ones.</summary>
internal static class Json
{
    public static DocObject Object(string text) => DocReader.ParseObject(Bytes(text));

    public static DocNode Node(string text) => DocReader.Parse(Bytes(text));

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Replace('\'', '"'));
}
