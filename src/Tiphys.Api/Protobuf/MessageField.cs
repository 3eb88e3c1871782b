using System.Text;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Protobuf;

/// <summary>A field of a message: a value, or a wrapper around fields that JSON holds in line.</summary>
internal sealed class MessageField
{
    public MessageField(SchemaField field, IReadOnlyList<int> wrappers)
    {
        Text = field.Name;
        Name = Encoding.UTF8.GetBytes(field.Name);
        Number = field.ProtobufNumber;
        Wrappers = wrappers;
        Value = MessageValue.Of(field.Schema);
        KeepsZero = field.Required || field.DistinguishesZero;
    }

    public MessageField(MessageFields wrapped)
    {
        Wrapped = wrapped;
        Text = "";
        Name = [];
        Wrappers = [];
        Value = MessageValue.Nothing;
    }

    public string Text { get; }

    public byte[] Name { get; }

    public int Number { get; }

    public IReadOnlyList<int> Wrappers { get; }

    public MessageValue Value { get; }

    /// <summary>False if a zero from protobuf means that there is no value.</summary>
    public bool KeepsZero { get; }

    /// <summary>The fields within, for a wrapper.</summary>
    public MessageFields? Wrapped { get; }
}
